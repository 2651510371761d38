// SPDX-License-Identifier: Apache-2.0
// The journal of a project, `.accel/journal.jsonl`: which builds ran there, what they made, and how
// they ended. Not in the workdir, where a build that reuses all changes nothing. Appended to, a
// line an event; a build that was killed has a beginning and no end. What cannot be noted is left
// out: no build fails for its journal.
#pragma once

#include "job/project.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace accel {

/// Where a build notes what it does. Copied into the script's process, it goes on there.
class Journal {
 public:
  /// Notes the beginning; when the cache's folder is not there yet, later.
  Journal(const Project& project, const std::vector<std::string>& scripts,
          const std::vector<std::string>& arguments, bool is_kept);
  /// A job that was made, or failed.
  void job(const std::string& id, const std::string& method, bool failed, double seconds) const;
  void end(int exit_code, int made, int reused, int failed) const;

 private:
  void note(const std::string& line) const;
  std::string folder_;  ///< empty: nothing is kept
  std::int64_t began_ns_;
  std::string build_;              ///< its name in the journal
  mutable std::string beginning_;  ///< until it is written
};

struct JournalJob {
  std::string id, method;
  bool failed = false;
  double seconds = 0;
};

struct JournalBuild {
  std::string started, workdir, host, user, process;
  std::vector<std::string> scripts, arguments;
  std::vector<JournalJob> jobs;  ///< made or failed
  std::optional<int> exit_code;  ///< nullopt: it runs, or was killed
  bool is_running = false;
  double seconds = 0;
  int made = 0, reused = 0, failed = 0;
};

/// The last `most` builds, the oldest first. Lines that are damaged are passed over.
std::vector<JournalBuild> read_journal(const Project& project, std::size_t most);

}  // namespace accel
