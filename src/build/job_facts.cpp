// SPDX-License-Identifier: Apache-2.0
#include "build/job_facts.h"

#include "base/json.h"
#include "base/text.h"
#include "job/job_files.h"
#include "job/job_id.h"

#include <fts.h>

#include <algorithm>
#include <memory>

namespace accel {
namespace {

constexpr std::uint64_t kBlock = 512;  // of st_blocks, whatever the file system's are
constexpr std::int64_t kNsPerSecond = 1'000'000'000;

/// Null when it is not there, or damaged.
Document find_object(const std::string& path) {
  const auto text = find_contents(path);
  Document document = text ? Document::parse(*text, nullptr, false) : Document();
  return document.is_object() ? document : Document();
}

void add_reference(const Document& text, std::vector<std::string>& ids) {
  if (text.is_string()) ids.push_back(parse_reference(text.get<std::string>(), false).job);
}

/// The inputs of setup.json: "dev-0/default", "dev-0", a list of such, or null.
bool add_inputs(const Document& setup, const char* member, std::vector<std::string>& ids) {
  const auto inputs = setup.find(member);
  if (inputs == setup.end() || !inputs->is_object()) return false;
  for (const Document& input : *inputs) {
    add_reference(input, ids);
    if (!input.is_array()) continue;
    for (const Document& one : input) add_reference(one, ids);
  }
  return true;
}

bool add_column_files(const std::string& job_path, std::vector<std::string>& ids) {
  bool all = true;
  for (const std::string& dataset : list_folder(job_path + "/DS")) {
    const std::string path = join_path(job_path + "/DS/" + dataset, "dataset.json");
    const Document manifest = find_object(path);
    const auto columns = manifest.find("columns");
    all = all && manifest.is_object() && columns != manifest.end() && columns->is_array();
    if (!all) return false;
    add_reference(manifest.value("parent", Document()), ids);
    for (const Document& column : *columns) {
      if (column.is_object()) add_reference(column.value("job", Document()), ids);
    }
  }
  return all;
}

void sort_unique(std::vector<std::string>& ids, const std::string& self) {
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::erase(ids, self);
}

JobState state_of(const std::string& path) {
  if (is_finished(path)) return JobState::finished;
  return exists(path + "/error.json") ? JobState::failed : JobState::unfinished;
}

/// By what the job says itself; else the time of its post.json.
std::int64_t end_of(const std::string& path, const Document& setup, const Document& post) {
  const Document started = setup.is_object() ? setup.value("started", Document()) : Document();
  const Document seconds = post.is_object() ? post.value("seconds", Document()) : Document();
  const Document total = seconds.is_object() ? seconds.value("total", Document()) : Document();
  if (started.is_string() && total.is_number()) {
    if (const auto end = find_end(started.get<std::string>(), total.get<double>())) return *end;
  }
  const auto stat = find_stat(path + "/post.json");
  return stat ? stat->modified_ns / kNsPerSecond : 0;
}

/// Adds up a folder. What goes away meanwhile does not count.
void measure(const std::string& folder, JobFacts& job) {
  std::string root = folder;
  char* roots[] = {root.data(), nullptr};
  const std::unique_ptr<FTS, int (*)(FTS*)> walk(
      ::fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, nullptr), ::fts_close);
  if (!walk) throw SystemError("list", folder, errno);
  while (const FTSENT* entry = ::fts_read(walk.get())) {
    const bool is_one = entry->fts_info == FTS_D || entry->fts_info == FTS_F ||
                        entry->fts_info == FTS_SL || entry->fts_info == FTS_DEFAULT;
    if (!is_one) continue;
    job.bytes += static_cast<std::uint64_t>(entry->fts_statp->st_blocks) * kBlock;
    if (job.state == JobState::finished) continue;
    job.ended = std::max<std::int64_t>(job.ended, entry->fts_statp->st_mtime);
  }
}

}  // namespace

JobFacts brief_facts_of(const Store& store, const std::string& id) {
  const std::string path = store.job_path(id);
  const Document post = find_post_head(path);
  JobFacts job;
  job.id = id;
  job.number = find_job_id(id)->number;
  job.state = state_of(path);
  job.keys = keys_of(path, post);
  const Document setup = find_object(path + "/setup.json");
  if (setup.is_object()) {
    const auto method = setup.value("method", Document());
    if (method.is_string()) job.method = method.get<std::string>();
    const bool has_datasets = add_inputs(setup, "datasets", job.reads);
    const bool has_jobs = add_inputs(setup, "jobs", job.reads);
    job.knows_reads = has_datasets && has_jobs;
  }
  if (job.state == JobState::finished) {
    if (!add_column_files(path, job.reads)) job.knows_reads = false;
    job.ended = end_of(path, setup, post);
  }
  sort_unique(job.reads, id);
  return job;
}

JobFacts facts_of(const Store& store, const std::string& id) {
  JobFacts job = brief_facts_of(store, id);
  measure(store.job_path(id), job);
  job.is_running = job.state != JobState::finished && is_in_use(HeldLocks(store.path()), job);
  return job;
}

std::uint64_t bytes_below(const std::string& folder) {
  JobFacts all;
  measure(folder, all);
  return all.bytes;
}

std::optional<std::int64_t> find_end(std::string_view started, double seconds) {
  constexpr double kMost = 1e15;
  const auto begin = find_seconds(started);
  if (!begin || !(seconds >= 0 && seconds < kMost)) return std::nullopt;
  return *begin + static_cast<std::int64_t>(seconds);
}

std::vector<ByteLock> locks_of(const Store& store, const JobFacts& job) {
  std::vector<ByteLock> locks;
  locks.push_back(deletion_lock(store.path(), job.number));
  for (const Digest& key : job.keys) locks.push_back(key_lock(store.path(), key));
  return locks;
}

bool is_in_use(const HeldLocks& held, const JobFacts& job) {
  const auto is_made = [&](const Digest& key) { return held.has_key(key); };
  return held.has_job(job.number) || std::ranges::any_of(job.keys, is_made);
}

}  // namespace accel
