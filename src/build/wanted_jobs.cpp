// SPDX-License-Identifier: Apache-2.0
#include "build/wanted_jobs.h"

#include "base/json.h"
#include "build/asked_jobs.h"
#include "job/job_id.h"

#include <cstdlib>
#include <memory>

namespace accel {
namespace {

std::string results_record(const std::string& project) { return project + "/.accel/results.json"; }

/// The job of `workdir` that a path lies in.
std::optional<std::string> find_job_of(const std::string& path, const std::string& workdir) {
  if (!path.starts_with(workdir + "/")) return std::nullopt;
  std::string name = path.substr(workdir.size() + 1);
  name.resize(std::min(name.size(), name.find('/')));
  if (!find_job_id(name)) return std::nullopt;
  return name;
}

/// Links of accel's own are plain; one that a person made may go through others.
std::optional<std::string> find_job_behind(const std::string& link, const std::string& workdir) {
  const auto target = find_link(link);
  if (!target) return std::nullopt;
  const std::string path = normal_path(join_path(parent_path(link), *target));
  if (const auto job = find_job_of(path, workdir)) return job;
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(link.c_str(), nullptr), std::free);
  const std::unique_ptr<char, void (*)(void*)> root(::realpath(workdir.c_str(), nullptr),
                                                    std::free);
  return real && root ? find_job_of(real.get(), root.get()) : std::nullopt;
}

}  // namespace

WantedJobs::WantedJobs(const Project& project) : project_(project), projects_{project.folder} {
  stamps_ = stamps();
  read_records();
  for (const std::string& folder : projects_) read_links(folder);
}

bool WantedJobs::look_again() {
  Stamps now = stamps();
  if (now == stamps_) return false;
  stamps_ = std::move(now);
  read_records();
  return true;
}

WantedJobs::Stamps WantedJobs::stamps() const {
  Stamps stamps;
  const std::string folder = asked_jobs_folder(project_.workdir);
  for (const std::string& name : list_folder(folder)) {
    stamps[join_path(folder, name)] = find_stat(join_path(folder, name));
  }
  for (const std::string& project : projects_) {
    stamps[results_record(project)] = find_stat(results_record(project));
  }
  return stamps;
}

void WantedJobs::read_records() {
  for (const AskedJobs& asked : read_asked_jobs(project_.workdir)) {
    ids_.insert(asked.jobs.begin(), asked.jobs.end());
    projects_.insert(asked.project);
  }
  for (const std::string& folder : projects_) read_results(folder);
}

/// A cache, which may be lost or damaged: the links themselves are looked at, too.
void WantedJobs::read_results(const std::string& project) {
  const auto text = find_contents(results_record(project));
  const Document entries = text ? Document::parse(*text, nullptr, false) : Document();
  if (!entries.is_array()) return;
  for (const Document& entry : entries) {
    const Document job = entry.is_object() ? entry.value("job", Document()) : Document();
    if (job.is_string()) ids_.insert(job.get<std::string>());
  }
}

void WantedJobs::read_links(const std::string& project) {
  const std::string results = project + "/results";
  for (const std::string& name : list_tree(results)) {
    const auto job = find_job_behind(join_path(results, name), project_.workdir);
    if (job) ids_.insert(*job);
  }
}

}  // namespace accel
