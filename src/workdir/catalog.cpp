// SPDX-License-Identifier: Apache-2.0
#include "workdir/catalog.h"

#include "base/text.h"
#include "job/job_id.h"
#include "job/setup.h"
#include "workdir/disk_space.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <unordered_map>

namespace accel {
namespace {

constexpr std::string_view kHeading = "accel catalog 4\n";

std::string catalog_path(const Store& store) { return store.path() + "/.catalog"; }

/// Calls `see` with every field of a job's line, in this order.
template <class Record, class See>
auto with_fields(Record& job, const See& see) {
  return see(job.id, job.method, job.script, job.line, job.started, job.seconds, job.rows,
             job.tried_rows, job.computed_rows, job.bad_rows, job.bytes, job.kept_slices, job.keeps,
             job.reads, job.keys, job.knows_needs, job.disk, job.needs);
}

std::string field_of(const std::string& text) { return tsv_field(text); }
std::string field_of(const Digest& digest) { return digest.hex(); }
std::string field_of(bool is_true) { return is_true ? "1" : "0"; }
template <class T>
std::string field_of(T number) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, number).ptr};
}
template <class T>
std::string field_of(const std::vector<T>& list) {
  std::string text;
  for (const T& one : list) text += (text.empty() ? "" : " ") + field_of(one);
  return text;
}

bool read_field(std::string_view text, std::string& value) {
  value = from_tsv_field(text);
  return true;
}
bool read_field(std::string_view text, Digest& digest) {
  if (is_digest(text)) digest = parse_digest(text);
  return is_digest(text);
}
bool read_field(std::string_view text, bool& is_true) {
  is_true = text == "1";
  return is_true || text == "0";
}
template <class T>
bool read_field(std::string_view text, T& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}
template <class T>
bool read_field(std::string_view text, std::vector<T>& list) {
  if (text.empty()) return true;
  for (const std::string& one : split(text, ' ')) {
    if (!read_field(one, list.emplace_back())) return false;
  }
  return true;
}

/// Removes the next field from a line.
template <class T>
bool take_field(std::string_view& line, T& value) {
  const auto tab = line.find('\t');
  if (tab == std::string_view::npos || !read_field(line.substr(0, tab), value)) return false;
  line.remove_prefix(tab + 1);
  return true;
}

std::string line_of(const JobRecord& job) {
  std::string line;
  with_fields(job, [&](const auto&... field) { ((line += field_of(field) + '\t'), ...); });
  return line + digest_of(line).hex();
}

/// nullopt for a line that was not written whole, or was changed: its digest is not that of the
/// rest.
std::optional<JobRecord> find_entry(std::string_view line) {
  const std::string_view fields = line.substr(0, line.rfind('\t') + 1);  // npos + 1 is 0
  if (line.substr(fields.size()) != digest_of(fields).hex()) return std::nullopt;
  JobRecord job;
  line = fields;
  const auto take = [&](auto&... field) { return (take_field(line, field) && ...); };
  const auto is_id = [](const std::string& text) { return find_job_id(text).has_value(); };
  if (!with_fields(job, take) || !line.empty() || !is_id(job.id) || job.method.empty() ||
      !std::ranges::all_of(job.reads, is_id) || !std::ranges::all_of(job.needs, is_id)) {
    return std::nullopt;
  }
  job.number = find_job_id(job.id)->number;
  job.state = JobState::finished;
  job.ended = find_end(job.started, job.seconds).value_or(0);
  return job;
}

using Kept = std::unordered_map<std::string, JobRecord>;

/// nullopt when there is none, or one of another version.
std::optional<Kept> find_catalog(const Store& store) {
  Kept kept;
  const auto text = find_contents(catalog_path(store));
  if (!text || !text->starts_with(kHeading)) return std::nullopt;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) break;  // another process is writing it
    if (auto job = find_entry(rest.substr(0, end))) kept[job->id] = std::move(*job);
    rest.remove_prefix(end + 1);
  }
  return kept;
}

bool is_worth_keeping(const JobRecord& job) {
  return job.state == JobState::finished && job.trouble.empty();
}

/// Writing may fail, depending on the workdir: the list is shown anyway.
void note(const Store& store, const std::vector<JobRecord>& jobs, bool anew) {
  std::string text;
  for (const JobRecord& job : jobs) {
    if (is_worth_keeping(job)) text += line_of(job) + "\n";
  }
  const bool may_write =
      store.use() == StoreUse::build && ::access(store.path().c_str(), W_OK) == 0;
  if (text.empty() || !may_write) return;
  const std::string path = catalog_path(store);
  try {  // a cache: the next list reads what this one could not note
    if (anew || !exists(path)) return write_file(path, std::string(kHeading) + text);
    text.pop_back();
    append_line(path, text);
  } catch (const SystemError&) {
    return;
  }
}

}  // namespace

Catalog::Catalog(const Store& store, RecordDepth depth) : workdir_(store.path()) {
  const std::vector<std::string> ids = store.list();
  auto known = find_catalog(store);
  const bool is_anew =
      !known || known->size() > 2 * ids.size() + 100;  // mostly of jobs that are gone
  Kept kept = known ? std::move(*known) : Kept();
  std::vector<JobRecord> fresh;
  jobs_.reserve(ids.size());
  for (const std::string& id : ids) {
    const auto found = kept.find(id);
    const bool is_known = found != kept.end();
    const bool had_needs = is_known && found->second.knows_needs;
    const bool is_all = had_needs && found->second.ended != 0;
    const bool is_enough = is_known && (depth == RecordDepth::list || is_all);
    jobs_.push_back(is_enough ? std::move(found->second) : read_record(store.job_path(id), depth));
    if (!is_known || (jobs_.back().knows_needs && !had_needs)) fresh.push_back(jobs_.back());
  }
  note(store, is_anew ? jobs_ : fresh, is_anew);
  for (std::size_t i = 0; i < jobs_.size(); ++i) {
    for (const std::string& read : jobs_[i].reads) readers_[read].push_back(i);
  }
}

const JobRecord* Catalog::find(std::string_view id) const {
  const auto parsed = find_job_id(id);
  if (!parsed) return nullptr;
  const auto found = std::ranges::lower_bound(jobs_, parsed->number, {}, &JobRecord::number);
  return found == jobs_.end() || found->id != id ? nullptr : &*found;
}

std::vector<std::string> Catalog::readers_of(const std::string& id) const {
  std::vector<std::string> readers;
  const auto found = readers_.find(id);
  if (found == readers_.end()) return readers;
  for (const std::size_t place : found->second) readers.push_back(jobs_[place].id);
  return readers;
}

std::vector<std::string> Catalog::all_readers_of(const std::vector<std::string>& ids) const {
  std::vector<std::string> next = ids, found;
  std::set<std::string> seen;  // a job may be reached in several ways
  while (!next.empty()) {
    const std::string id = std::move(next.back());
    next.pop_back();
    for (const std::string& reader : readers_of(id)) {
      if (!seen.insert(reader).second) continue;
      found.push_back(reader);
      next.push_back(reader);
    }
  }
  std::ranges::sort(found, {}, [](const std::string& job) { return find_job_id(job)->number; });
  return found;
}

std::vector<std::string> Catalog::finished_of(const std::string& method) const {
  std::vector<std::string> ids;
  for (auto job = jobs_.rbegin(); job != jobs_.rend(); ++job) {
    if (job->method != method || !is_worth_keeping(*job)) continue;
    if (may_be_read(join_path(workdir_, job->id))) ids.push_back(job->id);
  }
  return ids;
}

std::vector<std::string> Catalog::methods() const {
  std::set<std::string> names;
  for (const JobRecord& job : jobs_) {
    if (!job.method.empty()) names.insert(job.method);
  }
  return {names.begin(), names.end()};
}

void note_in_catalog(const Store& store, const JobSetup& setup, const JobSummary& summary) {
  JobRecord job = record_of(setup, summary);
  try {  // a cache: the next list reads the job
    job.keeps = keeps_files(store.job_path(job.id));
  } catch (const SystemError&) {
    return;
  }
  note(store, {job}, false);
}

std::optional<std::string> find_latest_job(const Store& store, const std::string& method) {
  if (auto latest = store.find_latest(method)) return latest;
  const std::vector<std::string> ids = Catalog(store).finished_of(method);
  if (ids.empty()) return std::nullopt;
  set_latest(store.job_path(ids.front()), method);
  return ids.front();
}

std::optional<std::string> find_newer_job(const Store& store, const std::string& method,
                                          const std::string& id) {
  if (find_job_id(id)->number + 1 == store.next_number()) return std::nullopt;
  const std::vector<std::string> ids = Catalog(store).finished_of(method);
  if (ids.empty() || ids.front() == id) return std::nullopt;
  return ids.front();
}

}  // namespace accel
