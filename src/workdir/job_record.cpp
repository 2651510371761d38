// SPDX-License-Identifier: Apache-2.0
#include "workdir/job_record.h"

#include "base/json.h"
#include "base/text.h"
#include "job/job_id.h"
#include "job/setup.h"
#include "workdir/disk_space.h"

#include <algorithm>

namespace accel {
namespace {

constexpr std::int64_t kNsPerSecond = 1'000'000'000;

using Ids = std::vector<std::string>;

void add_reference(const Document& text, Ids& ids) {
  if (text.is_string()) ids.push_back(parse_reference(text.get<std::string>(), false).job);
}

void sort_unique(Ids& ids) {
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
}

JobState state_of(const std::string& path) {
  if (is_finished(path)) return JobState::finished;
  return exists(path + "/error.json") ? JobState::failed : JobState::unfinished;
}

void take_setup(JobRecord& job, const JobSetup& setup) {
  job.method = setup.task.method;
  job.script = setup.origin.script;
  job.line = setup.origin.line;
  job.started = setup.origin.started;
  for (const auto& [name, references] : setup.task.datasets) {
    for (const Reference& reference : references) job.reads.push_back(reference.job);
  }
  for (const auto& [name, ids] : setup.task.jobs) {
    job.reads.insert(job.reads.end(), ids.begin(), ids.end());
  }
  sort_unique(job.reads);
}

void take_summary(JobRecord& job, JobSummary summary) {
  static_cast<JobSummary&>(job) = std::move(summary);
  job.state = JobState::finished;
}

/// Takes the inputs that a damaged setup.json still names: "dev-0/default", "dev-0", a list of
/// such, or null. False when these may not be all.
bool take_inputs(JobRecord& job, const Document& setup, const char* member) {
  const Document& inputs = json_member(setup, member);
  if (!inputs.is_object()) return false;
  for (const Document& input : inputs) {
    add_reference(input, job.reads);
    if (!input.is_array()) continue;
    for (const Document& one : input) add_reference(one, job.reads);
  }
  return true;
}

/// Instead of take_setup. Returns whether `reads` is complete.
bool take_damaged_setup(JobRecord& job, const std::string& path) {
  const Document setup = json_or_null(path + "/setup.json");
  job.method = find_member<std::string>(setup, "method").value_or("");
  const bool has_datasets = take_inputs(job, setup, "datasets");
  const bool has_jobs = take_inputs(job, setup, "jobs");
  sort_unique(job.reads);
  return has_datasets && has_jobs;
}

/// Adds the jobs whose folders hold columns of the job's datasets. False when a manifest is
/// damaged.
bool add_column_jobs(const std::string& path, Ids& ids) {
  for (const std::string& dataset : list_folder(path + "/DS")) {
    const Document manifest = json_or_null(join_path(path + "/DS/" + dataset, "dataset.json"));
    const Document& columns = json_member(manifest, "columns");
    if (!columns.is_array()) return false;
    add_reference(json_member(manifest, "parent"), ids);
    for (const Document& column : columns) add_reference(json_member(column, "job"), ids);
  }
  return true;
}

void take_needs(JobRecord& job, const std::string& path, bool knows_reads) {
  job.knows_needs = knows_reads;
  job.needs = job.reads;
  if (job.state == JobState::finished) {
    if (!add_column_jobs(path, job.needs)) job.knows_needs = false;
    const auto end = job.trouble.empty() ? find_end(job.started, job.seconds) : std::nullopt;
    const auto stat = find_stat(path + "/post.json");
    job.ended = end ? *end : stat ? stat->modified_ns / kNsPerSecond : 0;
  }
  sort_unique(job.needs);
  std::erase(job.needs, job.id);
}

void measure(const std::string& folder, JobRecord& job) {
  see_own_files(folder, [&](const struct stat& stat) {
    job.disk += disk_bytes(stat);
    if (job.state == JobState::finished) return;
    job.ended = std::max<std::int64_t>(job.ended, stat.st_mtime);
  });
}

JobRecord record_named(const std::string& id) {
  JobRecord job;
  job.id = id;
  job.number = find_job_id(id)->number;
  return job;
}

bool is_denied(const Error& error) {
  const auto* system = dynamic_cast<const SystemError*>(&error);
  return system != nullptr && system->code() == EACCES;
}

bool may_run(const std::string& job_path, const JobRecord& job) {
  return job.state != JobState::finished && is_in_use(HeldLocks(parent_path(job_path)), job);
}

}  // namespace

JobRecord record_of(const JobSetup& setup, const JobSummary& summary) {
  JobRecord job = record_named(setup.job);
  take_setup(job, setup);
  take_summary(job, summary);
  return job;
}

namespace {

void fill_record(JobRecord& job, const std::string& job_path, RecordDepth depth) {
  job.state = state_of(job_path);
  job.keeps = keeps_files(job_path);
  bool knows_reads = false;
  try {  // if something is wrong with a job, its record says so
    // The folder of a job is made first: one without a setup.json is about to begin.
    const bool has_begun = exists(job_path + "/setup.json");
    if (has_begun || job.state != JobState::unfinished) {
      take_setup(job, read_setup(job_path));
      knows_reads = true;
    }
    if (const auto summary = find_summary(job_path)) take_summary(job, *summary);
  } catch (const Error& error) {
    if (is_denied(error)) throw;
    job.trouble = error.message();
    job.advice = error.hint();
    job.is_other_format = dynamic_cast<const OtherFormat*>(&error) != nullptr;
    if (!knows_reads) knows_reads = take_damaged_setup(job, job_path);
  }
  const bool has_listed_keys = job.state == JobState::finished && job.trouble.empty();
  if (depth != RecordDepth::list || !has_listed_keys) job.keys = keys_of(job_path);
  if (depth != RecordDepth::list) take_needs(job, job_path, knows_reads);
  if (depth != RecordDepth::all) return;
  measure(job_path, job);
  job.is_running = may_run(job_path, job);
}

}  // namespace

JobRecord read_record(const std::string& job_path, RecordDepth depth) {
  JobRecord job = record_named(std::string(base_name(job_path)));
  try {  // the folder of another user in a shared workdir is a line of the list, too
    fill_record(job, job_path, depth);
  } catch (const Error& error) {
    if (!is_denied(error)) throw;
    job = record_named(job.id);
    job.state = JobState::unreadable;
    job.trouble = error.message();
    job.advice = "ask its owner, or look as a user who may read it";
  }
  return job;
}

bool may_need_any(const JobRecord& job) {
  return !job.knows_needs && (job.state == JobState::finished || job.state == JobState::unreadable);
}

std::optional<std::int64_t> find_end(std::string_view started, double seconds) {
  constexpr double kMost = 1e15;
  const auto begin = find_seconds(started);
  if (!begin || !(seconds >= 0 && seconds < kMost)) return std::nullopt;
  return *begin + static_cast<std::int64_t>(seconds);
}

std::string brief_state_text(const JobRecord& job) {
  if (job.state == JobState::unreadable) return "unreadable";
  if (!job.trouble.empty()) return job.is_other_format ? "other format" : "damaged";
  switch (job.state) {
    case JobState::finished: return "finished";
    case JobState::failed: return "failed";
    default: return "unfinished";
  }
}

std::string state_text(const std::string& job_path, const JobRecord& job) {
  return may_run(job_path, job) ? "running" : brief_state_text(job);
}

std::vector<ByteLock> locks_of(const Store& store, const JobRecord& job) {
  std::vector<ByteLock> locks;
  locks.push_back(deletion_lock(store.path(), job.number));
  for (const Digest& key : job.keys) locks.push_back(key_lock(store.path(), key));
  return locks;
}

bool is_in_use(const HeldLocks& held, const JobRecord& job) {
  const auto is_made = [&](const Digest& key) { return held.has_key(key); };
  return held.has_job(job.number) || std::ranges::any_of(job.keys, is_made);
}

}  // namespace accel
