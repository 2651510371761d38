// SPDX-License-Identifier: Apache-2.0
// The implementation of accel::Urd: finds the finished job for a request, or has it run.
#pragma once

#include <accel/urd.h>

#include "job/store.h"
#include "method/methods.h"
#include "progress/reporter.h"
#include "urd/cutoff.h"
#include "urd/dry_run.h"
#include "urd/job_runner.h"
#include "urd/key_state.h"
#include "urd/new_job.h"
#include "urd/reason.h"
#include "urd/request.h"
#include "urd/result_links.h"
#include "workdir/script_log.h"

#include <functional>
#include <optional>
#include <string>
#include <thread>

namespace accel::detail {

/// Thrown if a job failed because of the machine: the build then ends as if accel itself had
/// failed.
class MachineError : public Error {
 public:
  explicit MachineError(const Error& error) : Error(error) {}
};

/// What an engine works with. All of it must outlive the engine.
struct EngineParts {
  const Project& project;
  /// Compiles and describes a method, unless that is done. Throws Error if it cannot.
  std::function<const MethodInfo&(const std::string& name)> method;
  JobRunner& runner;
  Reporter& reporter;
  Totals& totals;
  ScriptLog& log;
};

class Engine {
 public:
  Engine(EngineParts parts, BuildMode mode);

  Job build(const std::string& method, const Arguments& arguments, const Place& place);
  /// The script has succeeded: removes the links that it did not request again.
  void finish();

 private:
  /// One call of the script, once its arguments are checked.
  struct Call {
    const JobRequest& request;
    const MethodInfo& method;
    const Place& place;
  };
  void refuse_other_threads() const;
  Job job_of(const std::string& id);
  /// Reports to the user and to the log.
  void report(const JobLine& line) const;
  RequestContext context() { return {parts_.project, store_.workdirs(), jobs_}; }
  KeyState look(const JobRequest& request) const;
  std::optional<SameJob> find_same(const Call& call, const KeyState& state);
  Job would_make(const Call& call, const KeyState& state);
  JobLine make(const Call& call);
  bool is_to_be_made_again(const JobSetup& setup, const JobEnd& end) const;
  JobSetup start(const Call& call, const KeyState& state, const ByteLock& lock);
  /// Whether a job may keep rows or values of earlier jobs.
  bool has_libraries(const std::string& id, const std::string& libraries) const;
  bool keeps_rows(const Call& call, const KeyState& state) const;
  std::vector<std::string> predecessors(const Call& call, const std::string& unfinished);
  std::string counterpart(const Call& call, const std::vector<std::string>& predecessors,
                          const std::string& unfinished);
  JobLine finish(const JobSetup& setup, const JobEnd& end);
  [[noreturn]] void fail(JobLine line, const JobSetup& setup, const JobEnd& end);

  const EngineParts parts_;
  const BuildMode mode_;
  const std::thread::id thread_ = std::this_thread::get_id();
  bool is_interrupted_ = false;
  std::optional<Asker> asker_;  ///< found for the first job that is made
  Store store_;
  KnownJobs jobs_{store_.workdirs(), &store_};
  EarlierJobs earlier_{store_, parts_.log};
  Results results_;
  DryRun dry_run_;
};

}  // namespace accel::detail
