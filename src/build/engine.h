// SPDX-License-Identifier: Apache-2.0
// What stands behind accel::Urd: finds the finished job for a request, or has it run.
#pragma once

#include <accel/urd.h>

#include "base/process.h"
#include "build/build_mode.h"
#include "build/dry_run.h"
#include "build/journal.h"
#include "build/progress.h"
#include "build/publish.h"
#include "build/reporter.h"
#include "build/request.h"
#include "job/job_files.h"
#include "job/store.h"
#include "method/methods.h"

#include <map>
#include <optional>
#include <string>

namespace accel::detail {

/// A job that failed because the machine did: the build ends as accel's own failures do.
class MachineError : public Error {
 public:
  explicit MachineError(const Error& error) : Error(error) {}
};

class Engine {
 public:
  Engine(const Project& project, Methods& methods, Reporter& reporter, Progress& progress,
         Totals& totals, const Journal& journal, std::string script, const BuildMode& mode);

  Job build(const std::string& method, const Arguments& arguments, const Place& place);
  /// The script has ended well: removes the links that it did not ask for again.
  void finish();

 private:
  /// How a job's process ended.
  struct Ran {
    ProcessStatus status;
    std::optional<JobSummary> summary;  ///< when the job is finished
    double seconds = 0;
    std::string said;
  };
  Job job_of(const std::string& id);
  /// To whoever reads what the build prints, and to the journal.
  void tell(const JobLine& line) const;
  const MethodInfo& find_method(const std::string& name);
  std::optional<JobLine> find_finished(const JobRequest& request) const;
  Job would_make(const JobRequest& request, const MethodInfo& method);
  JobLine run(const JobRequest& request, const MethodInfo& method, const Place& place);
  std::optional<std::string> find_unfinished(const JobRequest& request) const;
  JobSetup start(const JobRequest& request, const MethodInfo& method, const Place& place);
  Ran run_process(const JobSetup& setup, const ByteLock& lock) const;
  JobEnvironment environment(const MethodInfo& method) const;
  JobOrigin origin(const Place& place, const PluginRecipe& plugin, MadeBecause why);
  void write_job(const JobSetup& setup, const JobRequest& request, const MethodInfo& method) const;
  [[noreturn]] void fail(const JobLine& line, const JobSetup& setup, const ProcessStatus& status,
                         const std::string& said);

  const Project& project_;
  Methods& methods_;
  Reporter& reporter_;
  Progress& progress_;
  Totals& totals_;
  const Journal& journal_;
  std::string script_;
  std::string host_, user_, compiler_;  ///< found for the first job that is made
  Store store_;
  KnownJobs jobs_{store_.workdirs(), &store_};
  Results results_;
  const BuildMode& mode_;
  DryRun dry_run_;
};

}  // namespace accel::detail
