// SPDX-License-Identifier: Apache-2.0
#include "build/build_mode.h"

#include "base/text.h"
#include "job/job_id.h"
#include "job/store.h"

namespace accel {

bool BuildMode::is_forced(const std::string& method, const std::string& job) const {
  if (forced.empty() || !forced.contains(method)) return false;
  const auto id = find_job_id(job);
  return id && id->number < first_new;
}

BuildMode make_mode(const Project& project, const Methods& methods, bool is_dry_run,
                    const std::vector<std::string>& forced) {
  BuildMode mode;
  mode.is_dry_run = is_dry_run;
  for (const std::string& name : forced) {
    if (!methods.find(name)) {
      throw Error("--force: there is no method " + quote(name) +
                  did_you_mean(name, methods.names()));
    }
    mode.forced.insert(name);
  }
  if (!forced.empty()) mode.first_new = Store(project.workdir, {}, StoreUse::look).next_number();
  return mode;
}

}  // namespace accel
