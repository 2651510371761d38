// SPDX-License-Identifier: Apache-2.0
// One script's part of the log of builds: what it requests now, and what it requested before.
#pragma once

#include "workdir/build_log.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace accel {

class ScriptLog {
 public:
  /// The arguments must outlive it. `script`: relative to the project if it is in it.
  ScriptLog(BuildLog& log, const Project& project, std::string script)
      : log_(log), project_(project), script_(std::move(script)) {}
  ScriptLog(const ScriptLog&) = delete;
  ScriptLog& operator=(const ScriptLog&) = delete;

  const std::string& script() const { return script_; }
  /// Counts a call, and returns its number among those of the method, from 0.
  int begin_call(const std::string& method);
  /// Records how a call ended. Calls may end in any order.
  void end_call(const LoggedCall& call);
  void links(const LoggedLinks& links) { log_.links(script_, links); }
  void flush() { log_.flush(); }
  /// The script has come to its end.
  void done() { log_.done(script_); }

  /// The last run before this one that came to its end, and those that began after it, oldest
  /// first.
  const std::vector<ScriptRun>& runs_before();
  /// Likewise without their calls, which costs less.
  const std::vector<ScriptRun>& links_before();
  /// How many calls the last run made that came to its end; 0 when there was none.
  int calls_before();
  /// Some of the jobs that the nth call of the method may be compared with: the one that this call
  /// used last, then those of other calls of the method in that run, the nearest first.
  std::vector<std::string> jobs_before(const std::string& method, int nth);
  /// The jobs that the last calls of the method made or reused in this run, the last first.
  std::vector<std::string> jobs_now(const std::string& method) const;

  /// Links of other scripts of the project.
  std::vector<LoggedLinks> links_of_others() const;

 private:
  std::vector<ScriptRun> read_before(LogCalls calls) const;
  /// The calls of a method in an earlier run that did not fail, in order.
  const std::vector<const LoggedCall*>& calls_of(const ScriptRun& run, const std::string& method);

  BuildLog& log_;
  const Project& project_;
  std::string script_;
  std::map<std::string, std::vector<std::string>> now_;  ///< by method: the job of each call
  std::optional<std::vector<ScriptRun>> before_, links_before_;
  std::map<std::pair<const ScriptRun*, std::string>, std::vector<const LoggedCall*>> calls_;
};

}  // namespace accel
