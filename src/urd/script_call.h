// SPDX-License-Identifier: Apache-2.0
// One call of `urd.build`, from its arguments to the end of its job.
#pragma once

#include "dataset/job_host.h"
#include "progress/reporter.h"
#include "urd/reason.h"
#include "urd/request.h"

#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace accel {

/// The error of a call that failed. Calls that wait for the call share it.
struct CallFailure {
  std::exception_ptr error;
  bool is_shown = false;  ///< it was thrown to the script, or printed
};

enum class CallState {
  waits,  ///< for calls whose jobs it reads, or for one that makes the same job
  ready,  ///< to be made: it waits for a core, or for another build
  runs,
  ended,  ///< finished, or failed
};

struct ScriptCall {
  ScriptCall(int n, const MethodInfo& m, const detail::Place& at, JobRequest asked)
      : number(n), method(m), place(at), request(std::make_unique<JobRequest>(std::move(asked))) {}

  const int number;  ///< of the script's calls, from 0
  const MethodInfo& method;
  const detail::Place place;
  std::string reference;  ///< a made-up name for the job, if build() returns before it is finished
  CallState state = CallState::waits;
  std::unique_ptr<JobRequest> request;  ///< until it has ended
  bool is_complete = false;             ///< the request has its key
  int waits_for = 0;                    ///< how many calls
  std::vector<ScriptCall*> waiting;     ///< calls that wait for it

  detail::CalledJob job;          ///< once it has ended
  bool is_made = false;           ///< its job is finished
  std::unique_ptr<JobLine> line;  ///< until it is printed
  std::shared_ptr<CallFailure> failure;

  // While its job is made:
  ByteLock lock;  ///< of the key
  Predecessors predecessors;
  std::unique_ptr<JobSetup> setup;
  bool is_held_up = false;  ///< another build has the lock
  bool is_second = false;   ///< the job was removed, and is made again

  bool has_ended() const { return state == CallState::ended; }
};

}  // namespace accel
