// SPDX-License-Identifier: Apache-2.0
// Job ids, "<workdir name>-<number>", and the workdirs that have the jobs.
#pragma once

#include <accel/value.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace accel {

struct JobId {
  std::string workdir;
  std::uint64_t number = 0;
  std::string text() const { return workdir + "-" + std::to_string(number); }
};

/// nullopt when `text` is not of the form of a job id.
std::optional<JobId> find_job_id(std::string_view text);

/// "dev-4" or "dev-4/name"; the dataset is "default" when none is named and `dataset` is true.
Reference parse_reference(std::string_view text, bool dataset);
std::string reference_text(const Reference& reference);

/// Workdirs by name, for finding job directories.
class Workdirs {
 public:
  Workdirs() = default;
  explicit Workdirs(std::map<std::string, std::string> paths) : paths_(std::move(paths)) {}
  void add(const std::string& name, const std::string& path) { paths_[name] = path; }
  /// The directory of a job; throws Error when its workdir is not known. The job need not exist.
  std::string job_path(std::string_view id) const;
  /// Likewise; nullopt when `id` is not a job id, or its workdir is not known.
  std::optional<std::string> find_job_path(std::string_view id) const;
  const std::map<std::string, std::string>& paths() const { return paths_; }

 private:
  std::map<std::string, std::string> paths_;
};

}  // namespace accel
