// SPDX-License-Identifier: Apache-2.0
#include "build/catalog.h"

#include "base/json.h"
#include "base/text.h"
#include "job/job_id.h"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <unordered_map>

namespace accel {
namespace {

constexpr std::string_view kHeading = "accel catalog 2\n";
constexpr std::size_t kFields = 13;
constexpr std::size_t kDigest = 1 + 32;  // and a tab before it

std::string catalog_path(const Store& store) { return store.path() + "/.catalog"; }

std::string line_of(const CatalogEntry& job) {
  char seconds[32];
  const auto end = std::to_chars(seconds, seconds + sizeof seconds, job.seconds).ptr;
  const std::string fields[] = {job.id,
                                job.method,
                                job.script,
                                std::to_string(job.line),
                                job.started,
                                std::string(seconds, end),
                                std::to_string(job.rows),
                                std::to_string(job.bad_rows),
                                std::to_string(job.bytes),
                                joined(job.reads, " "),
                                joined(job.keys, " "),
                                job.upkeep ? std::to_string(job.upkeep->disk) : "",
                                job.upkeep ? joined(job.upkeep->needs, " ") : ""};
  static_assert(std::size(fields) == kFields);
  std::string line;
  for (const std::string& field : fields) line += (line.empty() ? "" : "\t") + tsv_field(field);
  return line + "\t" + digest_of(line).hex();
}

template <class T>
bool read_number(std::string_view text, T& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

/// False unless each of them is one as `is_one` knows it.
template <class IsOne>
bool read_list(std::string_view text, std::vector<std::string>& list, IsOne&& is_one) {
  if (!text.empty()) list = split(text, ' ');
  return std::ranges::all_of(list, is_one);
}

bool is_job_id(const std::string& text) { return find_job_id(text).has_value(); }

/// Takes the digest off the end of a line. False when it is not that of the rest: the line was not
/// written whole, or changed.
bool take_digest(std::string_view& line) {
  const std::size_t tab = std::min(line.rfind('\t'), line.size());
  const std::string_view rest = line.substr(0, tab);
  if (line.size() - tab != kDigest || line.substr(tab + 1) != digest_of(rest).hex()) return false;
  line = rest;
  return true;
}

/// nullopt for a line that was not written whole, or is none of ours.
std::optional<CatalogEntry> find_entry(std::string_view line) {
  if (!take_digest(line)) return std::nullopt;
  std::string_view fields[kFields];
  for (std::size_t i = 0; i < kFields; ++i) {
    const auto tab = line.find('\t');
    if ((tab == std::string_view::npos) != (i + 1 == kFields)) return std::nullopt;
    fields[i] = line.substr(0, tab);
    line.remove_prefix(std::min(line.size(), fields[i].size() + 1));
  }
  CatalogEntry job;
  job.id = fields[0];
  job.method = from_tsv_field(fields[1]);
  job.script = from_tsv_field(fields[2]);
  job.started = fields[4];
  const auto id = find_job_id(job.id);
  const bool is_one = id && !job.method.empty() && read_number(fields[3], job.line) &&
                      read_number(fields[5], job.seconds) && read_number(fields[6], job.rows) &&
                      read_number(fields[7], job.bad_rows) && read_number(fields[8], job.bytes) &&
                      read_list(fields[9], job.reads, is_job_id) &&
                      read_list(fields[10], job.keys, is_digest);
  if (!is_one) return std::nullopt;
  if (!fields[11].empty()) {
    Upkeep upkeep;
    if (!read_number(fields[11], upkeep.disk)) return std::nullopt;
    if (!read_list(fields[12], upkeep.needs, is_job_id)) return std::nullopt;
    job.upkeep = std::move(upkeep);
  }
  job.number = id->number;
  job.state = JobState::finished;
  return job;
}

using Kept = std::unordered_map<std::string, CatalogEntry>;

/// nullopt when there is none, or one of another version.
std::optional<Kept> find_catalog(const Store& store) {
  Kept kept;
  const auto text = find_contents(catalog_path(store));
  if (!text || !text->starts_with(kHeading)) return std::nullopt;
  std::string_view rest = *text;
  while (!rest.empty()) {
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) break;  // somebody is writing it
    if (auto job = find_entry(rest.substr(0, end))) kept[job->id] = std::move(*job);
    rest.remove_prefix(end + 1);
  }
  return kept;
}

void take_setup(CatalogEntry& job, const JobSetup& setup) {
  job.method = setup.task.method;
  job.script = setup.origin.script;
  job.line = setup.origin.line;
  job.started = setup.origin.started;
  std::set<std::string> reads;
  for (const auto& [name, references] : setup.task.datasets) {
    for (const Reference& reference : references) reads.insert(reference.job);
  }
  for (const auto& [name, ids] : setup.task.jobs) reads.insert(ids.begin(), ids.end());
  job.reads.assign(reads.begin(), reads.end());
}

void take_summary(CatalogEntry& job, const JobSummary& summary) {
  job.state = JobState::finished;
  job.seconds = summary.seconds;
  job.rows = summary.rows;
  job.bad_rows = summary.bad_rows;
  job.bytes = summary.bytes;
  job.keys = summary.keys;
}

CatalogEntry entry_named(const std::string& id) {
  CatalogEntry job;
  job.id = id;
  job.number = find_job_id(id)->number;
  return job;
}

CatalogEntry read_entry(const std::string& path) {
  CatalogEntry job = entry_named(std::string(base_name(path)));
  if (exists(path + "/error.json")) job.state = JobState::failed;
  if (is_finished(path)) job.state = JobState::finished;
  try {  // what is wrong with a job is what its line says
    // The folder of a job is made first: one without a setup.json is about to begin.
    const bool has_begun = exists(path + "/setup.json");
    if (has_begun || job.state != JobState::unfinished) take_setup(job, read_setup(path));
    if (const auto summary = find_summary(path)) take_summary(job, *summary);
  } catch (const Error& error) {
    job.trouble = error.message();
    job.advice = error.hint();
    job.is_other_format = dynamic_cast<const OtherFormat*>(&error) != nullptr;
  }
  return job;
}

/// nullopt when the job does not say all that it needs.
std::optional<Upkeep> find_upkeep(const Store& store, const std::string& id) {
  JobFacts facts = facts_of(store, id);
  if (!facts.knows_reads) return std::nullopt;
  return Upkeep{facts.bytes, std::move(facts.reads)};
}

/// nullopt for a job that the catalog does not know enough of.
std::optional<JobFacts> find_facts(const CatalogEntry& job) {
  const auto end = find_end(job.started, job.seconds);
  if (!job.upkeep || !end) return std::nullopt;
  JobFacts facts;
  facts.id = job.id;
  facts.number = job.number;
  facts.method = job.method;
  facts.state = JobState::finished;
  for (const std::string& key : job.keys) {
    if (is_digest(key)) facts.keys.push_back(parse_digest(key));
  }
  facts.knows_reads = true;
  facts.reads = job.upkeep->needs;
  facts.ended = *end;
  facts.bytes = job.upkeep->disk;
  return facts;
}

bool is_worth_keeping(const CatalogEntry& job) {
  return job.state == JobState::finished && job.trouble.empty();
}

/// Whether it can be is the workdir's matter: a list is shown all the same.
void note(const Store& store, const std::vector<CatalogEntry>& jobs, bool anew) {
  std::string text;
  for (const CatalogEntry& job : jobs) {
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

std::string brief_state_text(const CatalogEntry& job) {
  if (!job.trouble.empty()) return job.is_other_format ? "other format" : "damaged";
  switch (job.state) {
    case JobState::finished: return "finished";
    case JobState::failed: return "failed";
    default: return "unfinished";
  }
}

std::string state_text(const Store& store, const CatalogEntry& job) {
  const bool may_run = job.state != JobState::finished;
  if (may_run && is_in_use(HeldLocks(store.path()), brief_facts_of(store, job.id))) {
    return "running";
  }
  return brief_state_text(job);
}

Catalog::Catalog(const Store& store, Depth depth) {
  const std::vector<std::string> ids = store.list();
  auto known = find_catalog(store);
  const bool is_anew =
      !known || known->size() > 2 * ids.size() + 100;  // mostly of jobs that are gone
  Kept kept = known ? std::move(*known) : Kept();
  std::vector<CatalogEntry> fresh;
  jobs_.reserve(ids.size());
  for (const std::string& id : ids) {
    const auto found = kept.find(id);
    bool is_kept = found != kept.end();
    jobs_.push_back(is_kept ? std::move(found->second) : read_entry(store.job_path(id)));
    if (depth == Depth::upkeep && !jobs_.back().upkeep && is_worth_keeping(jobs_.back())) {
      jobs_.back().upkeep = find_upkeep(store, id);
      if (jobs_.back().upkeep) is_kept = false;
    }
    if (!is_kept) fresh.push_back(jobs_.back());
  }
  note(store, is_anew ? jobs_ : fresh, is_anew);
  for (std::size_t i = 0; i < jobs_.size(); ++i) {
    for (const std::string& read : jobs_[i].reads) readers_[read].push_back(i);
  }
}

CatalogEntry Catalog::read(const std::string& job_path) { return read_entry(job_path); }

const CatalogEntry* Catalog::find(std::string_view id) const {
  const auto parsed = find_job_id(id);
  if (!parsed) return nullptr;
  const auto found = std::ranges::lower_bound(jobs_, parsed->number, {}, &CatalogEntry::number);
  return found == jobs_.end() || found->id != id ? nullptr : &*found;
}

std::vector<std::string> Catalog::readers_of(const std::string& id) const {
  std::vector<std::string> readers;
  const auto found = readers_.find(id);
  if (found == readers_.end()) return readers;
  for (const std::size_t place : found->second) readers.push_back(jobs_[place].id);
  return readers;
}

std::vector<std::string> Catalog::all_readers_of(const std::string& id) const {
  std::vector<std::string> found = readers_of(id);
  std::set<std::string> seen(found.begin(), found.end());  // one may be reached by several ways
  seen.insert(id);
  for (std::size_t i = 0; i < found.size(); ++i) {
    for (const std::string& reader : readers_of(found[i])) {
      if (seen.insert(reader).second) found.push_back(reader);
    }
  }
  std::ranges::sort(found, {}, [](const std::string& job) { return find_job_id(job)->number; });
  return found;
}

std::vector<std::string> Catalog::finished_of(const std::string& method) const {
  std::vector<std::string> ids;
  for (auto job = jobs_.rbegin(); job != jobs_.rend(); ++job) {
    if (job->method == method && is_worth_keeping(*job)) ids.push_back(job->id);
  }
  return ids;
}

std::vector<std::string> Catalog::methods() const {
  std::set<std::string> names;
  for (const CatalogEntry& job : jobs_) {
    if (!job.method.empty()) names.insert(job.method);
  }
  return {names.begin(), names.end()};
}

std::vector<JobFacts> listed_facts(const Store& store) {
  const Catalog catalog(store, Catalog::Depth::upkeep);
  std::vector<JobFacts> jobs;
  jobs.reserve(catalog.jobs().size());
  for (const CatalogEntry& job : catalog.jobs()) {
    auto facts = find_facts(job);
    jobs.push_back(facts ? std::move(*facts) : facts_of(store, job.id));
  }
  return jobs;
}

void note_in_catalog(const Store& store, const JobSetup& setup, const JobSummary& summary) {
  CatalogEntry job = entry_named(setup.job);
  take_setup(job, setup);
  take_summary(job, summary);
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
