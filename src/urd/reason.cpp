// SPDX-License-Identifier: Apache-2.0
#include "urd/reason.h"

#include "base/text.h"
#include "job/post_file.h"

#include <algorithm>

namespace accel {
namespace {

constexpr std::size_t kMostCompared = 32;  // earlier jobs

}  // namespace

std::optional<std::string> EarlierJobs::find_nearest(const std::string& method,
                                                     const std::string& transcript) {
  if (auto id = nearest_of(log_.jobs_before(method), transcript)) return id;
  if (!catalog_) catalog_.emplace(store_);
  std::vector<std::string> ids = log_.jobs_now(method);
  const std::vector<std::string> others = catalog_->finished_of(method);
  ids.insert(ids.end(), others.begin(), others.end());
  return nearest_of(std::move(ids), transcript);
}

std::optional<std::string> EarlierJobs::nearest_of(std::vector<std::string> ids,
                                                   const std::string& transcript) const {
  std::optional<std::string> nearest;
  std::size_t fewest = 0;
  ids.resize(std::min(ids.size(), kMostCompared));
  for (const std::string& id : ids) {
    if (!may_be_read(store_.job_path(id))) continue;
    const auto other = find_contents(store_.job_path(id) + "/key.txt");
    if (!other) continue;
    const std::size_t changes = key_changes(*other, transcript).size();
    if (nearest && changes >= fewest) continue;
    nearest = id;
    fewest = changes;
    if (fewest <= 1) break;
  }
  if (nearest) store_.hold(*nearest);  // it may be on its way out: then there is less to say
  return nearest;
}

MakeReason reason_to_make(EarlierJobs& earlier, const Project& project, const JobRequest& request,
                          const MethodInfo& method, const KeyState& state) {
  MakeReason same = reason_of(state);
  if (!same.kind.empty()) return same;
  const JobIngredients now = job_ingredients(request, method);
  const auto nearest = earlier.find_nearest(request.task.method, now.transcript);
  const auto before =
      nearest ? find_job_ingredients(earlier.store().job_path(*nearest)) : std::nullopt;
  if (!before) return {"new", "never built before", ""};
  const std::vector<KeyChange> changes = key_changes(before->transcript, now.transcript);
  if (changes.empty()) return {"gone", "the same job, " + *nearest + ", was not found", *nearest};
  std::string text =
      difference(changes[0], *before, now, shown_source(project, method.source)).text;
  if (changes.size() > 1) text += "; and " + std::to_string(changes.size() - 1) + " more";
  return {"changed", std::move(text), *nearest};
}

}  // namespace accel
