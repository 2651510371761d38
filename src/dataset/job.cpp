// SPDX-License-Identifier: Apache-2.0
#include <accel/job.h>

#include "base/json.h"
#include "base/text.h"
#include "dataset/dataset.h"
#include "dataset/job_host.h"
#include "job/post_file.h"
#include "job/setup.h"

#include <algorithm>

namespace accel {
namespace {

/// The workdirs that a job knows: its own, and those of the jobs that it reads.
Workdirs workdirs_of(const std::string& job_path) {
  Workdirs workdirs(read_setup(job_path).environment.workdirs);
  const std::string own = parent_path(job_path);
  workdirs.add(std::string(base_name(own)), own);
  return workdirs;
}

/// Adds the script's line to an error of a call on a job.
template <class Function>
auto with_place(const detail::JobHost* script, const detail::Place& place, const Function& ask) {
  try {
    return ask();
  } catch (Error& error) {
    if (script != nullptr) error.add_context(place_text(place));
    throw;
  }
}

}  // namespace

const std::string& Job::id() const { return host_ != nullptr ? host_->find(call_).id : id_; }
const std::string& Job::path() const { return host_ != nullptr ? host_->find(call_).path : path_; }

/// The job directory, to read `what` there. Throws Error if the job was not given.
std::string Job::read_path(std::string_view what) const {
  if (host_ != nullptr) return host_->read(call_, what).path;
  if (!id_.empty()) return path_;
  throw Error("cannot get " + std::string(what) + ": the job was not given")
      .set_hint("test it first: if (previous) ...");
}

std::string Job::method() const { return read_setup(read_path("the method")).task.method; }

Value Job::result(detail::Place place) const {
  const std::string path = read_path("the result");
  return with_place(host_, place, [&] {
    const auto document = find_json(path + "/result.json");
    if (!document) throw Error("job " + id() + " has no result: its synthesis() returned nothing");
    return value_from_json(*document);
  });
}

std::vector<std::string> Job::files() const {
  const std::string path = read_path("the files");
  std::vector<std::string> names;
  for (const FileEntry& file : read_files(path)) names.push_back(file.name);
  std::sort(names.begin(), names.end());
  return names;
}

std::string Job::file(std::string_view name, detail::Place place) const {
  const std::vector<std::string> names = files();
  return with_place(host_, place, [&] {
    if (!std::binary_search(names.begin(), names.end(), name)) {
      throw Error("job " + id() + " has no file " + quote(name) + did_you_mean(name, names));
    }
    return join_path(path(), name);
  });
}

Dataset Job::dataset(std::string_view name, detail::Place place) const {
  const auto open = [job = *this, name = std::string(name), place] {
    const std::string path = job.read_path("a dataset");
    return with_place(job.host_, place, [&] {
      return open_dataset({job.id(), name}, workdirs_of(path));
    });
  };
  if (host_ == nullptr || host_->is_finished(call_)) return open();
  return promised_dataset({host_->reference(call_), std::string(name)}, open);
}

std::vector<std::string> Job::dataset_names() const {
  return accel::dataset_names(read_path("the datasets"));
}

void Job::link_results(std::string_view pattern, std::string_view folder,
                       detail::Place place) const {
  if (host_ == nullptr) throw Error("link_results is for build scripts");
  host_->link_results(call_, pattern, folder, place);
}

/// Two calls may have the same job.
bool operator==(const Job& a, const Job& b) {
  const bool is_same_call = a.host_ != nullptr && a.host_ == b.host_ && a.call_ == b.call_;
  return is_same_call || a.id() == b.id();
}

Value Convert<Job>::to(const Job& job) {
  if (!job) return {};
  return Reference{job.host_ != nullptr ? job.host_->reference(job.call_) : job.id_, ""};
}

}  // namespace accel
