// SPDX-License-Identifier: Apache-2.0
// The jobs of a workdir that somebody asks for by name: what each script asked for when it last ran
// to its end, and what the links in the results/ folders of their projects lead to.
#pragma once

#include "job/project.h"

#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/file.h"

namespace accel {

class WantedJobs {
 public:
  /// Looks at the links, too: those that lead to jobs of `project`'s workdir.
  explicit WantedJobs(const Project& project);
  const std::set<std::string>& ids() const { return ids_; }
  /// Whether the records say something new; then ids() has more. Costs a stat a file that is as it
  /// was.
  bool look_again();

 private:
  using Stamps = std::map<std::string, std::optional<FileStat>>;
  Stamps stamps() const;
  void read_records();
  void read_links(const std::string& project);
  void read_results(const std::string& project);

  const Project& project_;
  std::set<std::string> projects_;
  std::set<std::string> ids_;
  Stamps stamps_;
};

}  // namespace accel
