// SPDX-License-Identifier: Apache-2.0
#include "view/workdir_view.h"

#include "base/text.h"
#include "workdir/catalog.h"
#include "workdir/disk_space.h"

#include <sys/statvfs.h>
#include <unistd.h>

namespace accel {

WorkdirView look_at_workdir(const std::string& path) {
  WorkdirView view;
  view.path = path;
  view.is_there = exists(path);
  struct statvfs disk {};
  if (!view.is_there) return view;
  view.is_writable = ::access(path.c_str(), W_OK) == 0;
  if (::statvfs(path.c_str(), &disk) == 0) {
    view.free_bytes = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  }
  const Store store(path, {}, StoreUse::look);
  const Catalog catalog(store);
  std::vector<std::string> keepers;
  for (const JobRecord& job : catalog.jobs()) {
    ++view.jobs[state_text(store.job_path(job.id), job)];
    view.bytes += job.bytes;
    if (job.keeps) keepers.push_back(store.job_path(job.id));
  }
  view.bytes += kept_alone(keepers).files;
  return view;
}

Document document(const WorkdirView& workdir, bool is_source) {
  return {{"name", std::string(base_name(workdir.path))},
          {"path", workdir.path},
          {"source", is_source},
          {"exists", workdir.is_there},
          {"writable", workdir.is_writable},
          {"jobs", workdir.jobs},
          {"bytes", workdir.bytes},
          {"free_bytes", workdir.free_bytes}};
}

}  // namespace accel
