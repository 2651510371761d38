// SPDX-License-Identifier: Apache-2.0
#include "urd/reason.h"

#include "base/if_sound.h"
#include "base/text.h"
#include "job/post_file.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <span>

namespace accel {
namespace {

constexpr std::size_t kMostCompared = 32;  // earlier jobs

/// The jobs whose rows a finished job kept.
std::vector<std::string> kept_from(const std::string& job_path) {
  return find_member<std::vector<std::string>>(post_head(job_path), "kept_from")
      .value_or(std::vector<std::string>());
}

/// What the inputs of a request were before. A script may call a method for each of many folders:
/// the job that this call would continue is the one that had the folder, or a dataset whose rows
/// the request's has kept.
class InputHistory {
 public:
  InputHistory(const Store& store, const JobTask& task) : store_(store), task_(task) {
    for (const auto& [name, datasets] : task.datasets) {
      for (const Reference& dataset : datasets) {
        std::set<std::string>& jobs = jobs_[name];
        jobs.insert(dataset.job);
        const auto path = store.workdirs().find_job_path(dataset.job);
        for (std::string& id : path ? kept_from(*path) : std::vector<std::string>()) {
          jobs.insert(std::move(id));
        }
      }
    }
  }

  /// How many inputs a job has that are earlier ones of the request's.
  std::size_t inputs_shared(const std::string& id) const {
    return if_sound([&]() -> std::size_t {
      const JobTask before = read_setup(store_.job_path(id)).task;
      std::size_t count = 0;
      for (const auto& [name, files] : task_.files) {
        const auto found = before.files.find(name);
        count += found != before.files.end() && found->second.folder == files.folder ? 1U : 0U;
      }
      for (const auto& [name, datasets] : before.datasets) {
        const auto jobs = jobs_.find(name);
        if (jobs == jobs_.end()) continue;
        count +=
            static_cast<std::size_t>(std::ranges::count_if(datasets, [&](const Reference& dataset) {
              return jobs->second.contains(dataset.job);
            }));
      }
      return count;
    });
  }

 private:
  const Store& store_;
  const JobTask& task_;
  std::map<std::string, std::set<std::string>> jobs_;  ///< by input
};

}  // namespace

std::optional<std::string> EarlierJobs::find_nearest(const JobRequest& request) {
  const std::string& method = request.task.method;
  const std::string transcript = request.transcript.text();
  if (auto id = nearest_of(log_.jobs_before(method, request.nth), transcript)) return id;
  std::vector<std::string> ids = log_.jobs_now(method);
  const std::vector<std::string> others = newest_jobs(method);
  ids.insert(ids.end(), others.begin(), others.end());
  return nearest_of(std::move(ids), transcript);
}

std::vector<std::string> EarlierJobs::jobs_of_script(const JobRequest& request) {
  std::vector<std::string> ids = log_.jobs_before(request.task.method, request.nth);
  const std::vector<std::string> now = log_.jobs_now(request.task.method);
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

Predecessors EarlierJobs::find_unfinished(const std::string& request, const Digest& but) {
  constexpr std::uint64_t kNewest = 16;
  Predecessors found;
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
    found.locks.push_back(std::move(lock));
    found.jobs.push_back(id);
  }
  return found;
}

std::vector<std::string> EarlierJobs::with_recipe(const std::vector<std::string>& ids,
                                                  const std::string& request) const {
  std::vector<std::string> found;
  for (const std::string& id : std::span(ids).first(std::min(ids.size(), kMostCompared))) {
    const bool is_known = std::ranges::find(found, id) != found.end();
    if (is_known || !has_recipe(id, request) || !is_finished(store_.job_path(id))) continue;
    found.push_back(id);
  }
  return found;
}

Predecessors EarlierJobs::find_predecessors(const JobRequest& request) {
  constexpr std::size_t kMostKept = 4;
  const std::string transcript = request.transcript.text();
  std::vector<std::string> finished = with_recipe(jobs_of_script(request), transcript);
  if (finished.empty()) {  // slow in a large workdir
    finished = with_recipe(newest_jobs(request.task.method), transcript);
  }
  if (finished.size() > kMostKept) {
    const InputHistory history(store_, request.task);
    std::ranges::stable_sort(finished, std::ranges::greater(),
                             [&](const std::string& id) { return history.inputs_shared(id); });
    finished.resize(kMostKept);
  }
  std::erase_if(finished, [&](const std::string& id) {
    store_.hold(id);
    return !is_finished(store_.job_path(id));
  });
  Predecessors all = find_unfinished(transcript, request.key);
  all.jobs.insert(all.jobs.end(), finished.begin(), finished.end());
  return all;
}

std::string EarlierJobs::find_counterpart(const JobRequest& request,
                                          const std::vector<std::string>& predecessors) {
  const std::string& method = request.task.method;
  const auto first_of = [&](const std::vector<std::string>& ids) -> std::string {
    for (const std::string& id : ids) {
      const std::string path = store_.job_path(id);
      if (!may_be_read(path)) continue;
      store_.hold(id);
      if (is_finished(path)) return id;
    }
    return "";
  };
  std::string found = first_of(log_.jobs_before(method, request.nth));
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
  const auto nearest = earlier.find_nearest(request);
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
  const auto nearest = earlier.find_nearest(request);
  const std::string path = nearest ? earlier.store().job_path(*nearest) : "";
  const auto before =
      nearest && is_finished(path) ? find_contents(path + "/key.txt") : std::nullopt;
  return before && std::ranges::all_of(key_changes(*before, transcript), [](const auto& change) {
           return change.tag == "dataset" || change.tag == "job";
         });
}

}  // namespace accel
