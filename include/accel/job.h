// SPDX-License-Identifier: Apache-2.0
// A job, as methods and build scripts see it: its files, its result, its datasets. Methods see only
// finished jobs. In a build script a job may not be finished yet. Then all functions of Job, except
// where they say otherwise, wait until it is finished, and throw its error if it fails.
#pragma once

#include <accel/dataset.h>

#include <string>
#include <string_view>
#include <vector>

namespace accel {

namespace detail {
class JobHost;  // makes the jobs of a build script
}

/// Cheap to copy. In a build script, use it in the thread of accel_main until it is finished:
/// functions that would wait throw Error in other threads.
class ACCEL_EXPORT Job {
 public:
  Job() = default;
  Job(std::string id, std::string path) : id_(std::move(id)), path_(std::move(path)) {}
  /// The job of a build script's call of `urd.build`; `call` is the number of the call, from 0.
  Job(detail::JobHost& host, int call) : host_(&host), call_(call) {}

  /// False for an input that was not given. Does not wait.
  explicit operator bool() const { return host_ != nullptr || !id_.empty(); }
  /// For an input that was not given, id() and path() are empty and the other functions throw
  /// Error.
  const std::string& id() const;
  /// The job directory.
  const std::string& path() const;
  std::string method() const;

  /// What synthesis() returned. Throws Error when it returned nothing.
  Value result(detail::Place place = detail::Place::here()) const;
  template <Convertible T>
  T result_as(detail::Place place = detail::Place::here()) const {
    return from_value<T>(result(place));
  }
  /// The path of a file that the method wrote; throws Error if no file has that name.
  std::string file(std::string_view name, detail::Place place = detail::Place::here()) const;
  /// Names of all files that the method wrote, relative to the job directory, sorted.
  std::vector<std::string> files() const;
  /// Throws Error, with the names that exist, if no dataset has that name. Does not wait. If the
  /// job is not finished, the first function that reads the dataset waits and throws instead.
  Dataset dataset(std::string_view name = "default",
                  detail::Place place = detail::Place::here()) const;
  std::vector<std::string> dataset_names() const;

  /// In a build script: links the files that match `pattern` (`*` within a folder, `**` across
  /// folders), by their relative path, into results/`folder`. Replaces only the links that an
  /// earlier call put there. Does not wait: links are made when the job is finished, in the order
  /// of these calls. Functions of the job that wait also wait for its links. Throws Error if no
  /// file matches, if something else is in the way, or if the job has failed. If the job ends
  /// later, such an error is thrown later, at the latest when accel_main returns.
  void link_results(std::string_view pattern, std::string_view folder = "",
                    detail::Place place = detail::Place::here()) const;

  /// Whether both are the same job. Waits for both, unless one is a copy of the other.
  friend ACCEL_EXPORT bool operator==(const Job& a, const Job& b);

 private:
  friend struct Convert<Job>;
  std::string read_path(std::string_view what) const;
  std::string id_;
  std::string path_;
  detail::JobHost* host_ = nullptr;
  int call_ = 0;
};

template <>
struct ACCEL_EXPORT Convert<Job> {
  static Value to(const Job& job);
  static Job from(const Value& value);
  static Value type() { return "job"; }
};

}  // namespace accel
