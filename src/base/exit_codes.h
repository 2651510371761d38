// SPDX-License-Identifier: Apache-2.0
// The exit codes of every command, as README.md lists them. `accel build` reads those of the script
// and of `accel run-job`.
#pragma once

namespace accel {

constexpr int kFailed = 1;            ///< a job or the script; diff, grep, verify: the answer is no
constexpr int kWrongCommandLine = 2;  ///< diff, grep: any error
constexpr int kAccelFailed = 3;       ///< the machine is at fault: disk full, no permission
constexpr int kInterrupted = 130;

}  // namespace accel
