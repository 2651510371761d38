// SPDX-License-Identifier: Apache-2.0
// Why a build makes a job: the first reason, in words for its line, which setup.json keeps. It
// costs a handful of files, however many jobs there are. `accel why` (build/why.h) tells all.
#pragma once

#include "build/build_mode.h"
#include "build/difference.h"
#include "job/store.h"

namespace accel {

/// Compares with what the key's link leads to, else with the latest finished job of the method.
MadeBecause reason_to_make(const Store& store, const Project& project, const JobRequest& request,
                           const MethodInfo& method, const BuildMode& mode);

/// "dev-3 failed before", "dev-3 was cut short before": of a job that is not finished, or is
/// damaged.
std::string unfinished_text(const std::string& id, const std::string& job_path);
/// "dev-3 has 5 bad rows, 2 are allowed".
std::string bad_rows_text(const std::string& id, std::uint64_t bad_rows, std::uint64_t allowed);

}  // namespace accel
