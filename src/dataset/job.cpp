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

void ask(const detail::JobHost* host, const Job& job, std::string_view what) {
  if (!job) {
    throw Error("cannot get " + std::string(what) + ": the job was not given")
        .set_hint("test it first: if (previous) ...");
  }
  if (host != nullptr) host->ask(job, what);
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

std::string Job::method() const {
  ask(host_, *this, "the method");
  return read_setup(path_).task.method;
}

Value Job::result(detail::Place place) const {
  return with_place(host_, place, [&] {
    ask(host_, *this, "the result");
    const auto document = find_json(path_ + "/result.json");
    if (!document) throw Error("job " + id_ + " has no result: its synthesis() returned nothing");
    return value_from_json(*document);
  });
}

std::vector<std::string> Job::files() const {
  ask(host_, *this, "the files");
  std::vector<std::string> names;
  for (const FileEntry& file : read_files(path_)) names.push_back(file.name);
  std::sort(names.begin(), names.end());
  return names;
}

std::string Job::file(std::string_view name, detail::Place place) const {
  return with_place(host_, place, [&] {
    const std::vector<std::string> names = files();
    if (!std::binary_search(names.begin(), names.end(), name)) {
      throw Error("job " + id_ + " has no file " + quote(name) + did_you_mean(name, names));
    }
    return join_path(path_, name);
  });
}

Dataset Job::dataset(std::string_view name, detail::Place place) const {
  if (host_ != nullptr && !host_->is_made(*this)) {
    return promised_dataset({id_, std::string(name)},
                            [job = *this] { ask(job.host_, job, "a dataset"); });
  }
  return with_place(host_, place, [&] {
    ask(host_, *this, "a dataset");
    return open_dataset({id_, std::string(name)}, workdirs_of(path_));
  });
}

std::vector<std::string> Job::dataset_names() const {
  ask(host_, *this, "the datasets");
  return accel::dataset_names(path_);
}

void Job::link_results(std::string_view pattern, std::string_view folder,
                       detail::Place place) const {
  if (host_ == nullptr) throw Error("link_results is for build scripts");
  with_place(host_, place, [&] { host_->link_results(*this, pattern, folder); });
}

Value Convert<Job>::to(const Job& job) { return job ? Value(Reference{job.id(), ""}) : Value(); }

}  // namespace accel
