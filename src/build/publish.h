// SPDX-License-Identifier: Apache-2.0
// The project's results/ folder: links to files of jobs. What each script put there is noted in
// `.accel/results.json`, so that links it no longer asks for can be removed, and nothing else is.
#pragma once

#include "dataset/publisher.h"
#include "job/project.h"

#include <map>
#include <string>
#include <vector>

namespace accel {

class Results final : public detail::Publisher {
 public:
  Results(const Project& project, std::string script);
  /// Throws Error when nothing matches, when a name is taken by something that no script linked, or
  /// by another job of this run.
  void link_results(const Job& job, std::string_view pattern, std::string_view folder) override;
  /// Removes the links of earlier runs of this script that were not asked for in this one.
  void finish();

 private:
  struct Entry {
    std::string script, job, pattern, folder;
    std::vector<std::string> links;  ///< relative to results/
    bool seen = false;
  };
  std::vector<Entry> read() const;
  void load();
  void save();
  Entry* find(const Job& job, std::string_view pattern, const std::string& folder);
  std::vector<std::string> matching(const Job& job, std::string_view pattern) const;
  void link(const Job& job, const std::string& name, const std::string& link);

  const Project& project_;
  std::string script_;
  std::vector<Entry> entries_;
  bool is_loaded_ = false;
};

}  // namespace accel
