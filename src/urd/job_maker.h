// SPDX-License-Identifier: Apache-2.0
// Decides about one job: whether a finished one answers the request, which earlier jobs a new one
// keeps rows and values of, and what its end means. The engine (urd/engine.h) decides when.
#pragma once

#include "job/store.h"
#include "method/methods.h"
#include "progress/reporter.h"
#include "urd/cutoff.h"
#include "urd/job_runner.h"
#include "urd/key_state.h"
#include "urd/new_job.h"
#include "urd/script_call.h"
#include "workdir/script_log.h"

#include <optional>
#include <string>

namespace accel {

/// Thrown if a job failed because of the machine: the build then ends as if accel itself had
/// failed.
class MachineError : public Error {
 public:
  explicit MachineError(const Error& error) : Error(error) {}
};

class JobMaker {
 public:
  /// The arguments must outlive it.
  JobMaker(const Project& project, const Store& store, ScriptLog& log, const BuildMode& mode)
      : project_(project), store_(store), mode_(mode), earlier_(store, log) {}

  KeyState look(const JobRequest& request) const;
  /// Finds a finished job of other datasets to use instead of making one. nullopt if none fits, or
  /// if `state` has a finished job already.
  std::optional<SameJob> find_same(const ScriptCall& call, const KeyState& state);
  MakeReason reason(const ScriptCall& call, const KeyState& state);
  /// For a dry run: see differs_in_inputs_alone().
  bool may_be_reused(const ScriptCall& call);

  /// Writes the directory of the call's job: a new one, or that of a run that was cut short. The
  /// call has the key's lock.
  void begin(ScriptCall& call, const KeyState& state, const RequestContext& context);
  /// Whether someone removed the job, or a job whose rows it was to keep.
  bool is_to_be_made_again(const JobSetup& setup, const JobEnd& end) const;
  /// The line of a job that has ended. Its outcome is `failed` if the job is not finished.
  JobLine finish(const JobSetup& setup, const JobEnd& end);

 private:
  bool has_libraries(const std::string& id, const std::string& libraries) const;
  bool keeps_rows(const ScriptCall& call, const KeyState& state) const;
  Predecessors predecessors(const JobRequest& request, const std::string& unfinished);
  std::string counterpart(const JobRequest& request, const std::vector<std::string>& predecessors,
                          const std::string& unfinished);

  const Project& project_;
  const Store& store_;
  const BuildMode& mode_;
  EarlierJobs earlier_;
  std::optional<Asker> asker_;  ///< found for the first job that is made
};

/// The line of a finished job that answers a request.
JobLine reused_line(const FinishedJob& found, const std::string& method);

/// The error of the call's failed job. `line` is what JobMaker::finish() returned.
std::exception_ptr job_error(const ScriptCall& call, const JobLine& line, const JobEnd& end);

}  // namespace accel
