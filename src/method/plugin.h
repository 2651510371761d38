// SPDX-License-Identifier: Apache-2.0
// A compiled method, loaded into this process. Only job processes and `accel describe` do that.
#pragma once

#include <accel/phases.h>

#include "method/description.h"

#include <string>

namespace accel {

/// Loads the plugin; it stays loaded until the process ends. Throws Error when it cannot be loaded,
/// holds no method, or was compiled for another version of accel.
detail::Phases& load_plugin(const std::string& object);

/// The error for compiled code that cannot be loaded: the system's reason, and what to do about an
/// undefined symbol.
Error load_error(const std::string& name, const std::string& reason);

/// Constructs the method and returns what it declares.
Description describe(detail::Phases& phases);
/// Describes a plugin, with the parts of accel that its results depend on.
Description describe_plugin(const std::string& object);

}  // namespace accel
