// SPDX-License-Identifier: Apache-2.0
// The project's results/ folder: links to files of jobs. Each call is noted in the log of builds,
// so that links that a script no longer requests can be removed. accel recognises its links by
// where they lead, and removes nothing else.
#pragma once

#include <accel/job.h>

#include "job/project.h"
#include "workdir/script_log.h"

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace accel {

class Results {
 public:
  /// The arguments must outlive it.
  Results(const Project& project, ScriptLog& log) : project_(project), log_(log) {}
  /// Throws Error if nothing matches, or if a name is taken by something that no build linked or by
  /// another job of this run.
  void link_results(const Job& job, std::string_view pattern, std::string_view folder);
  /// Removes the links of earlier runs of this script that this run did not request.
  void finish();

 private:
  bool is_asked(const LoggedLinks& links) const;
  bool is_there(LoggedLinks& links) const;
  void claim(const Job& job, const std::string& folder, const std::vector<std::string>& names);
  void claim_all();
  void link_all(const Job& job, const std::vector<std::string>& names,
                const std::string& folder) const;
  void remove_links(const LoggedLinks& stale, const std::vector<LoggedLinks>& kept);

  const Project& project_;
  ScriptLog& log_;
  std::vector<std::pair<Job, LoggedLinks>> asked_;       ///< in this run
  std::size_t claimed_ = 0;                              ///< how many of them are in `owners_`
  std::unordered_map<std::string, std::string> owners_;  ///< job by link, relative to results/
};

}  // namespace accel
