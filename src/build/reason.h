// SPDX-License-Identifier: Apache-2.0
// Why a build makes a job: the first reason, in words for its line, which setup.json keeps. It
// costs a handful of files, however many jobs there are. `accel why` (build/why.h) tells all.
#pragma once

#include "build/difference.h"
#include "build/key_state.h"
#include "job/store.h"

namespace accel {

/// Says what is wrong with the job that stands at the key; where there is none, compares with the
/// latest finished job of the method.
MadeBecause reason_to_make(const Store& store, const Project& project, const JobRequest& request,
                           const MethodInfo& method, const KeyState& state);

}  // namespace accel
