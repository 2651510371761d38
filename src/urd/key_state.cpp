// SPDX-License-Identifier: Apache-2.0
#include "urd/key_state.h"

#include "base/text.h"
#include "job/job_id.h"

#include <algorithm>

namespace accel {
namespace {

/// The job's files may be damaged: then its slices are not used.
bool can_go_on(const std::string& path, const std::string& id, const std::string& key, int slices) {
  const Document setup = json_or_null(path + "/setup.json");
  const auto is = [&](const char* name, const Document& value) {
    return json_member(setup, name) == value;
  };
  return is("format", kSetupFormat) && is("job", id) && is("key", key) && is("slices", slices);
}

/// Looks at a job that is not finished.
KeyState look_at_rest(const Store& store, const std::string& id, const Digest& key,
                      const JobTask& task, const JobLimits& limits, const BuildMode& mode) {
  const std::string path = store.job_path(id);
  if (!exists(path)) return RemovedJob{id};
  const bool looks_only = store.use() == StoreUse::look;  // a build has the lock itself
  if (looks_only && !key_lock(store.path(), key).is_free()) {
    return JobInTheMaking{id};
  }
  return UnfinishedJob{
      id, exists(path + "/error.json"),
      !mode.is_forced(task.method, id) && can_go_on(path, id, key.hex(), limits.slices)};
}

std::string bad_rows_text(const JobWithBadRows& job) {
  return job.id + " has " + counted(job.bad_rows, "bad row") + ", " + std::to_string(job.allowed) +
         (job.allowed == 1 ? " is" : " are") + " allowed";
}

struct Reason {
  MakeReason operator()(const NoJob&) const { return {}; }
  MakeReason operator()(const FinishedJob&) const { return {}; }
  MakeReason operator()(const RemovedJob& job) const {
    return {"gone", "the same job, " + job.id + ", is gone", job.id};
  }
  MakeReason operator()(const JobInTheMaking& job) const {
    return {"again", job.id + " is being made now", job.id};
  }
  MakeReason operator()(const UnfinishedJob& job) const {
    return {"again", job.id + (job.has_failed ? " failed before" : " was cut short before"),
            job.id};
  }
  MakeReason operator()(const JobWithBadRows& job) const {
    return {"bad_rows", bad_rows_text(job), job.id};
  }
  MakeReason operator()(const ForcedJob& job) const { return {"forced", "forced", job.id}; }
};

}  // namespace

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

KeyState look_at_job(const Store& store, const std::string& id, const Digest& key,
                     const JobTask& task, const JobLimits& limits, const BuildMode& mode) {
  store.hold(id);
  auto summary = find_summary(store.job_path(id));
  if (!summary) return look_at_rest(store, id, key, task, limits, mode);
  // Folders were moved: the job of that name has another key.
  if (std::ranges::find(summary->keys, key) == summary->keys.end()) return NoJob{};
  if (mode.is_forced(task.method, id)) return ForcedJob{id};
  const std::uint64_t allowed = allowed_bad_rows(limits.max_bad, summary->tried_rows);
  if (summary->bad_rows > allowed) return JobWithBadRows{id, summary->bad_rows, allowed};
  return FinishedJob{id, *std::move(summary)};
}

KeyState look_at_key(const Store& store, const JobTask& task, const JobLimits& limits,
                     const BuildMode& mode) {
  const Digest key = parse_digest(task.key);
  const auto entry = store.find_entry(key);
  if (!entry) return NoJob{};
  KeyState state =
      look_at_job(store, entry->id, entry->first_key.value_or(key), task, limits, mode);
  if (!entry->first_key) return state;
  const bool is_unfinished =
      std::holds_alternative<UnfinishedJob>(state) || std::holds_alternative<JobInTheMaking>(state);
  if (is_unfinished) return NoJob{};  // of another key
  if (auto* job = std::get_if<FinishedJob>(&state)) {
    for (const auto& [name, dataset] : entry->inputs) {
      if (job->same.empty() || job->same.back() != name) job->same.push_back(name);
    }
  }
  return state;
}

MakeReason reason_of(const KeyState& state) { return std::visit(Reason{}, state); }

}  // namespace accel
