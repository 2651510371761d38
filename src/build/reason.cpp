// SPDX-License-Identifier: Apache-2.0
#include "build/reason.h"

#include "base/text.h"
#include "job/job_files.h"

#include <algorithm>

namespace accel {
namespace {

/// Of the job that the key's link leads to: why it is not taken. nullopt when there is none.
std::optional<MadeBecause> find_reason_of_same(const Store& store, const JobRequest& request,
                                               const BuildMode& mode) {
  const auto id = store.find(request.key);
  if (!id) return std::nullopt;
  const std::string path = store.job_path(*id);
  if (!exists(path)) return MadeBecause{"gone", *id + ", made with the same, is gone", *id};
  const auto summary = find_summary(path);
  // A build has the key's lock itself when it asks.
  if (!summary && mode.is_dry_run && !key_lock(store.path(), request.key).is_free()) {
    return MadeBecause{"again", *id + " is being made now", *id};
  }
  if (!summary) return MadeBecause{"again", unfinished_text(*id, path), *id};
  if (std::ranges::find(summary->keys, request.task.key) == summary->keys.end()) {
    return std::nullopt;
  }
  if (mode.is_forced(request.task.method, *id)) return MadeBecause{"forced", "forced", *id};
  const std::uint64_t allowed = allowed_bad_rows(request.limits.max_bad, summary->tried_rows);
  return MadeBecause{"bad_rows", bad_rows_text(*id, summary->bad_rows, allowed), *id};
}

}  // namespace

std::string unfinished_text(const std::string& id, const std::string& job_path) {
  if (is_finished(job_path)) return id + " is damaged";
  return id + (exists(job_path + "/error.json") ? " failed before" : " was cut short before");
}

std::string bad_rows_text(const std::string& id, std::uint64_t bad_rows, std::uint64_t allowed) {
  return id + " has " + counted(bad_rows, "bad row") + ", " + std::to_string(allowed) +
         (allowed == 1 ? " is" : " are") + " allowed";
}

MadeBecause reason_to_make(const Store& store, const Project& project, const JobRequest& request,
                           const MethodInfo& method, const BuildMode& mode) {
  if (auto reason = find_reason_of_same(store, request, mode)) return *std::move(reason);
  const auto latest = store.find_latest(request.task.method);
  if (latest) store.hold(*latest);  // it may have been on its way out: then there is less to say
  const auto before = latest ? find_made_of(store.job_path(*latest)) : std::nullopt;
  if (!before) return {"new", "never built before", ""};
  const MadeOf now = made_of(request, method);
  const std::vector<KeyChange> changes = key_changes(before->transcript, now.transcript);
  if (changes.empty()) return {"gone", *latest + ", made with the same, was not found", *latest};
  std::string text =
      difference(changes[0], *before, now, shown_source(project, method.source)).text;
  if (changes.size() > 1) text += "; and " + std::to_string(changes.size() - 1) + " more";
  return {"changed", std::move(text), *latest};
}

}  // namespace accel
