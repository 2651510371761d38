// SPDX-License-Identifier: Apache-2.0
// One job process, `accel run-job DIR`: it depends only on its directory. It forks the phases and
// supervises them: keeps their output, ends what they leave running, reports how they failed,
// commits.
#pragma once

#include "base/exit_codes.h"

#include <sys/types.h>

#include <optional>
#include <string>

namespace accel {

struct RunRequest {
  std::string job_path;
  std::string into;          ///< run a copy there; the job itself is not touched
  std::optional<int> slice;  ///< one slice only; nothing is committed
  pid_t supervised_by = 0;   ///< die with that process
  int notices = 2;           ///< descriptor for what a person should know while the job runs
  int cores = -1;  ///< descriptor of a connection for cores, which holds one (base/cores.h)
};

enum class RunOutcome { done = 0, failed = kFailed, interrupted = kInterrupted };

/// Writes `post.json` or `error.json`. Throws Error if the job cannot be started at all.
RunOutcome run_job(const RunRequest& request);

}  // namespace accel
