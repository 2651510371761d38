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
  std::vector<std::string> ids = log_.jobs_now(method);
  const std::vector<std::string> others = newest_jobs(method);
  ids.insert(ids.end(), others.begin(), others.end());
  return nearest_of(std::move(ids), transcript);
}

std::vector<std::string> EarlierJobs::jobs_of_script(const std::string& method) {
  std::vector<std::string> ids = log_.jobs_before(method);
  const std::vector<std::string> now = log_.jobs_now(method);
  ids.insert(ids.end(), now.begin(), now.end());
  return ids;
}

const Catalog& EarlierJobs::catalog() {
  if (!catalog_) catalog_.emplace(store_);
  return *catalog_;
}

/// Whether the job has the recipe of the request. `accel accept` may have given it the key that it
/// has with the code of today.
bool EarlierJobs::has_recipe(const std::string& id, const std::string& request) const {
  const std::string path = store_.job_path(id);
  const auto transcript = may_be_read(path) ? find_contents(path + "/key.txt") : std::nullopt;
  if (!transcript) return false;
  const std::string now = with_code(*transcript, code_lines(request));
  if (recipe_of(now) != recipe_of(request)) return false;
  if (now == *transcript) return true;
  const std::vector<Digest> keys = keys_of(path);
  return std::ranges::find(keys, digest_of(now)) != keys.end();
}

std::vector<std::string> EarlierJobs::find_unfinished(const std::string& request,
                                                      const Digest& but) {
  constexpr std::uint64_t kNewest = 16;
  std::vector<std::string> found;
  const std::uint64_t end = store_.next_number();
  for (std::uint64_t number = end; number > 0 && end - number < kNewest; --number) {
    const std::string id = store_.name() + "-" + std::to_string(number - 1);
    const std::string path = store_.job_path(id);
    if (!has_recipe(id, request) || is_finished(path)) continue;
    const std::vector<Digest> keys = keys_of(path);
    if (keys.empty() || keys.front() == but) continue;
    ByteLock lock = key_lock(store_.path(), keys.front());
    if (!lock.try_lock() || is_finished(path)) continue;
    store_.hold(id);
    unfinished_.push_back(std::move(lock));
    found.push_back(id);
  }
  return found;
}

std::vector<std::string> EarlierJobs::find_predecessors(const JobRequest& request) {
  constexpr std::size_t kMostKept = 4;
  unfinished_.clear();
  const std::string& method = request.task.method;
  const std::string transcript = request.transcript.text();
  std::vector<std::string> finished;
  std::size_t compared = 0;
  const auto add = [&](const std::vector<std::string>& ids) {
    for (const std::string& id : ids) {
      if (finished.size() == kMostKept || ++compared > kMostCompared) return;
      const bool is_known = std::ranges::find(finished, id) != finished.end();
      if (is_known || !has_recipe(id, transcript) || !is_finished(store_.job_path(id))) continue;
      store_.hold(id);
      finished.push_back(id);
    }
  };
  add(jobs_of_script(method));
  if (finished.empty()) add(newest_jobs(method));  // slow in a large workdir
  std::vector<std::string> all = find_unfinished(transcript, request.key);
  all.insert(all.end(), finished.begin(), finished.end());
  return all;
}

std::string EarlierJobs::find_counterpart(const std::string& method,
                                          const std::vector<std::string>& predecessors) {
  const auto first_of = [&](const std::vector<std::string>& ids) -> std::string {
    for (const std::string& id : ids) {
      const std::string path = store_.job_path(id);
      if (!may_be_read(path)) continue;
      store_.hold(id);
      if (is_finished(path)) return id;
    }
    return "";
  };
  std::string found = first_of(log_.jobs_before(method));
  if (found.empty()) found = first_of(predecessors);
  if (found.empty()) found = first_of(log_.jobs_now(method));
  if (found.empty()) found = first_of(catalog().finished_of(method));
  return found;
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

bool differs_in_inputs_alone(EarlierJobs& earlier, const JobRequest& request) {
  const std::string transcript = request.transcript.text();
  const auto nearest = earlier.find_nearest(request.task.method, transcript);
  const std::string path = nearest ? earlier.store().job_path(*nearest) : "";
  const auto before =
      nearest && is_finished(path) ? find_contents(path + "/key.txt") : std::nullopt;
  return before && std::ranges::all_of(key_changes(*before, transcript), [](const auto& change) {
           return change.tag == "dataset" || change.tag == "job";
         });
}

}  // namespace accel
