// SPDX-License-Identifier: Apache-2.0
#include "view/places.h"

#include "base/file.h"
#include "base/text.h"
#include "job/job_id.h"

#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace accel {
namespace {

/// By name, which its jobs have.
std::map<std::string, std::string> real_workdirs(const Project& project) {
  std::vector<std::string> paths = project.sources;
  paths.push_back(project.workdir);
  std::map<std::string, std::string> workdirs;
  for (const std::string& path : paths) workdirs.emplace(base_name(path), real_path(path));
  return workdirs;
}

/// The job whose folder `path` is or is in.
std::optional<JobId> find_job_around(std::string path,
                                     const std::map<std::string, std::string>& workdirs) {
  for (; path != "/"; path = parent_path(path)) {
    auto id = find_job_id(base_name(path));
    const auto workdir = id ? workdirs.find(id->workdir) : workdirs.end();
    if (workdir != workdirs.end() && workdir->second == real_path(parent_path(path))) return id;
  }
  return std::nullopt;
}

}  // namespace

std::string real_path(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.c_str(), nullptr), std::free);
  return real ? real.get() : path;
}

void refuse_inside_jobs(const Project& project, const std::string& path) {
  const std::map<std::string, std::string> workdirs = real_workdirs(project);
  const std::string real = join_path(real_path(parent_path(path)), std::string(base_name(path)));
  for (const std::string& place : {path, real}) {
    if (const auto id = find_job_around(place, workdirs)) {
      throw Error(quote(path) + " belongs to job " + id->text() + ", and jobs are never changed")
          .set_hint("name a place outside of " + project.shown(project.workdir));
    }
  }
}

}  // namespace accel
