// SPDX-License-Identifier: Apache-2.0
// The log of builds: `<workdir>/.builds/`, a file of JSON lines for each project (src/FORMATS.md).
// It says which builds ran, the job of each call of `urd.build`, what was linked into results/, and
// how the builds ended. `accel log` shows it. It also says which jobs `accel gc` must keep, how
// many jobs a script will request, and which job a call used last. Several builds may append at
// once; a killed build has no end.
#pragma once

#include "base/file.h"
#include "base/lock.h"
#include "base/shared_memory.h"
#include "job/project.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace accel {

/// One call of `urd.build`.
struct LoggedCall {
  std::string method;
  int nth = 0;  ///< of the calls of that method by that script in that build
  std::string job;
  std::string outcome;  ///< "made", "reused", "failed"
  double seconds = 0;
};

/// One call of `link_results`.
struct LoggedLinks {
  std::string job, pattern, folder;
  std::string first;  ///< the file of the job that the first link leads to
  std::uint64_t count = 0;
  bool is_of(const LoggedLinks& o) const {
    return job == o.job && pattern == o.pattern && folder == o.folder;
  }
};

/// What one script did in one build.
struct ScriptRun {
  std::string script;  ///< relative to the project if it is in it
  std::vector<LoggedCall> calls;
  std::vector<LoggedLinks> links;
  std::optional<std::size_t> done;  ///< the line that says it ran to its end
};

struct LoggedBuild {
  std::string name, started, project, host, user, process;
  std::vector<std::string> scripts, arguments;
  std::vector<ScriptRun> runs;
  std::optional<int> exit_code;  ///< nullopt: it runs, or was killed
  bool is_running = false;
  double seconds = 0;
  int made = 0, reused = 0, failed = 0;

  ScriptRun& run_of(const std::string& script);
  const ScriptRun* find_run(const std::string& script) const;
};
struct RunPlace {
  const LoggedBuild* build;
  const ScriptRun* run;
};

/// Whether the calls of a run are read, or only the run.
enum class LogCalls { read, left_out };

/// Records what a build does. The script's process, a fork, continues with it. If the workdir does
/// not exist or cannot be written, there is no log; then nothing can be deleted there, either.
class BuildLog {
 public:
  /// Records the beginning, if the workdir already exists.
  BuildLog(const Project& project, const std::vector<std::string>& scripts,
           const std::vector<std::string>& arguments, bool is_kept);
  BuildLog(const BuildLog&) = delete;
  BuildLog& operator=(const BuildLog&) = delete;

  /// Makes the workdir. Call it before a script runs.
  void open();
  /// Calls that reused a job are kept in memory, which outlives the script's process, until
  /// flush().
  void call(const std::string& script, const LoggedCall& call);
  void links(const std::string& script, const LoggedLinks& links);
  void done(const std::string& script);
  /// Writes the calls in memory. Throws SystemError, because a job that is not in the log may be
  /// deleted.
  void flush();
  const std::string& name() const { return build_; }
  /// The jobs that this build made or reused last, by method, according to the log.
  std::map<std::string, std::string> last_jobs() const;
  /// Drops old builds when the log is long and no other build runs.
  void end(int exit_code, int made, int reused, int failed);

 private:
  struct Waiting;
  Waiting& waiting() const { return *static_cast<Waiting*>(waiting_.data()); }
  void add(std::string line);
  void append(const std::string& text);
  void try_open();

  std::string workdir_;
  std::string path_;       ///< of the log; empty: nothing is kept
  std::string beginning_;  ///< until it is written
  std::string build_;      ///< its name in the log
  std::string call_script_,
      call_head_;  ///< the last script, and what lines of its calls begin with
  std::int64_t began_ns_;
  std::uint64_t size_before_ = 0;
  SharedMemory waiting_;
  std::optional<ReadLocks> use_;
};

/// Removes the oldest builds from a log that is longer than `most_bytes` and than twice what is
/// needed. Keeps every run that last_runs() returns.
void compact_log(const std::string& path, std::uint64_t most_bytes);

/// The last `most` builds of the project in its workdir, the oldest first.
std::vector<LoggedBuild> read_builds(const Project& project, std::size_t most);

/// The last run of a script that came to its end, and later runs that did not, the oldest first.
/// Leaves out the run of `build`, which is the caller's. Reads only as much of the end of the log
/// as needed.
std::vector<ScriptRun> last_runs(const Project& project, const std::string& script,
                                 const std::string& build, LogCalls calls = LogCalls::read);
/// The last runs of all other scripts of the project.
std::vector<ScriptRun> last_runs_of_others(const Project& project, const std::string& script);

/// The jobs of a workdir that are in demand: those that each script's last runs requested, in all
/// projects, and those that the links in their results/ folders lead to.
class WantedJobs {
 public:
  /// Also looks at the links that lead to jobs of `project`'s workdir.
  explicit WantedJobs(const Project& project);
  const std::set<std::string>& ids() const { return ids_; }
  /// Whether the logs have something new; then ids() has more. Costs one stat for each unchanged
  /// file.
  bool look_again();

 private:
  using Stamps = std::map<std::string, std::optional<FileStat>>;
  Stamps stamps() const;
  void read_logs();
  void want_runs(const std::vector<RunPlace>& places);
  void read_old_records();

  const Project& project_;
  std::set<std::string> projects_;
  std::set<std::pair<std::string, std::string>> done_;  ///< projects and scripts in the logs
  std::set<std::string> ids_;
  Stamps stamps_;
};

}  // namespace accel
