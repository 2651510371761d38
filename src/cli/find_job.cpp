// SPDX-License-Identifier: Apache-2.0
#include "cli/find_job.h"

#include "base/file.h"
#include "base/text.h"
#include "job/job_id.h"

namespace accel {

Job find_job(const Store& store, const std::string& word) {
  if (const auto id = find_job_id(word); id && id->workdir == store.name()) {
    if (exists(store.job_path(word))) return {word, store.job_path(word)};
    throw Error("there is no job " + word + " in " + store.path());
  }
  if (const auto id = store.find_latest(word)) return {*id, store.job_path(*id)};
  std::vector<std::string> names = list_folder(store.path() + "/latest");
  for (const std::string& id : store.list()) names.push_back(id);
  throw Error("there is no job " + quote(word) + did_you_mean(word, names))
      .set_hint("name a job by its id, or by a method for its latest; 'accel job' lists them");
}

Dataset find_dataset(const Store& store, const std::string& word) {
  const auto slash = word.find('/');
  const Job job = find_job(store, word.substr(0, slash));
  if (slash != std::string::npos) return job.dataset(word.substr(slash + 1));
  return job.dataset();
}

Store open_store(const Project& project) {
  if (!exists(project.workdir)) {
    throw Error("there are no jobs here yet: no folder " + quote(project.workdir))
        .set_hint("make some with: accel build SCRIPT.cpp");
  }
  return Store(project.workdir);
}

}  // namespace accel
