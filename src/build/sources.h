// SPDX-License-Identifier: Apache-2.0
// `source/`: a job's copy of its method's source, so that the job can be understood, and compiled
// again, without anything else.
#pragma once

#include "job/setup.h"
#include "method/methods.h"

#include <string>

namespace accel {

/// Copies the method's files below `folder`, laid out as they were from the deepest folder that is
/// common to all.
void copy_sources(const MethodInfo& method, const std::string& folder);

PluginRecipe plugin_recipe(const MethodInfo& method, const Project& project);

}  // namespace accel
