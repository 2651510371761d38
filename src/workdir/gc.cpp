// SPDX-License-Identifier: Apache-2.0
#include "workdir/gc.h"

#include "base/text.h"
#include "job/post_file.h"
#include "workdir/catalog.h"

#include <algorithm>

namespace accel {
namespace {

ByteLock lock_trash(const Store& store, bool deletes, const std::function<void()>& on_wait) {
  if (!deletes) return {};
  ByteLock lock = store.trash_lock();
  if (!lock.try_lock()) {
    on_wait();
    lock.lock();
  }
  return lock;
}

/// A deletion reads the jobs' own files; a list of what could be deleted may use the catalog.
std::vector<JobRecord> records_of_all(const Store& store, bool deletes) {
  if (!deletes) return Catalog(store, RecordDepth::all).jobs();
  std::vector<JobRecord> jobs;
  for (const std::string& id : store.list_settled()) {
    jobs.push_back(read_record(store.job_path(id), RecordDepth::all));
    if (!exists(store.job_path(id))) jobs.pop_back();
  }
  return jobs;
}

}  // namespace

/// In this order: what changes after it was looked at is seen by look_again().
Gc::Gc(const Project& project, const Store& store, const GcLimits& limits, bool deletes,
       const std::function<void()>& on_wait)
    : store_(store),
      limits_(limits),
      deletes_(deletes),
      trash_lock_(lock_trash(store, deletes, on_wait)),
      counter_(store.counter()),
      wanted_(project),
      jobs_(records_of_all(store, deletes)),
      held_(store.path()) {
  std::vector<std::string> keepers;
  for (const JobRecord& job : jobs_) {
    bytes_ += job.disk;
    if (job.keeps) keepers.push_back(store.job_path(job.id));
    reads_[job.id] = job.needs;
    if (!job.knows_needs && !may_need_any(job)) unsettled_.insert(job.id);
  }
  std::vector<std::string> left_over = list_folder(store.trash());
  std::erase(left_over, "highest");  // a link, which stays
  FreedSpace trash;
  for (const std::string& name : left_over)
    trash_bytes_ += trash.remove(join_path(store.trash(), name)).disk;
  if (!deletes) freed_ = std::move(trash);  // else it is removed before the first job is
  bytes_ += kept_alone(keepers).disk;
  is_shared_ = deletes || !keepers.empty();
  candidates_ = choose_candidates(jobs_, wanted_.ids(), limits);
}

std::vector<const JobRecord*> Gc::unclear() const {
  std::vector<const JobRecord*> unclear;
  for (const JobRecord& job : jobs_) {
    if (may_need_any(job)) unclear.push_back(&job);
  }
  return unclear;
}

void Gc::run(const std::function<void(const GcOutcome&)>& report) {
  if (deletes_) store_.empty_trash();
  for (const Candidate& candidate : candidates_) {
    if (limits_.max_bytes && bytes_ <= *limits_.max_bytes) break;
    const GcOutcome outcome = try_job(candidate);
    bytes_ -= std::min(bytes_, outcome.bytes);
    if (!outcome.kept.empty()) keep(candidate.job->id, outcome.kept);
    report(outcome);
  }
  if (!deletes_) return;
  store_.empty_trash();
  store_.drop_stale_entries();
}

/// If jobs share no files, their records say what a deletion frees, without a look at the files.
GcOutcome Gc::try_job(const Candidate& candidate) {
  const JobRecord& job = *candidate.job;
  GcOutcome outcome{candidate, find_obstacle(candidate)};
  if (!outcome.kept.empty()) return outcome;
  const std::string path = deletes_ ? join_path(store_.trash(), job.id) : store_.job_path(job.id);
  outcome.bytes = is_shared_ ? freed_.remove(path).disk : job.disk;
  return outcome;
}

/// Why it stays; empty: it was deleted, or could be.
std::string Gc::find_obstacle(const Candidate& candidate) {
  const JobRecord& job = *candidate.job;
  const auto kept = kept_.find(job.id);
  if (kept != kept_.end()) return kept->second;
  if (!deletes_) return is_in_use(held_, job) ? "in use" : "";
  return discard(candidate);
}

std::string Gc::discard(const Candidate& candidate) {
  const JobRecord& job = *candidate.job;
  std::vector<ByteLock> locks = locks_of(store_, job);
  if (!std::ranges::all_of(locks, &ByteLock::try_lock)) return "in use";
  look_again();  // from now on no process can start to use it; earlier ones left a trace
  const auto kept = kept_.find(job.id);
  if (kept != kept_.end()) return kept->second;
  if (!exists(store_.job_path(job.id))) return "already gone";
  const bool was_finished = job.state == JobState::finished;
  const JobRecord now =
      read_record(store_.job_path(job.id), was_finished ? RecordDepth::needs : RecordDepth::all);
  if (now.state != job.state || now.ended != job.ended) return "it has changed";
  store_.discard(job.id, job.keys);
  if (!job.method.empty() && store_.unlink_latest(job.method, job.id)) link_latest(job.method);
  return "";
}

/// Keeps a job and all that it reads.
void Gc::keep(const std::string& id, const std::string& reason) {
  std::vector<std::string> next;
  if (kept_.emplace(id, reason).second) next.push_back(id);
  while (!next.empty()) {
    const std::string job = next.back();
    next.pop_back();
    for (const std::string& read : reads_[job]) {
      if (kept_.emplace(read, job + " reads it").second) next.push_back(read);
    }
  }
}

void Gc::look_again() {
  note_new_jobs();
  if (!wanted_.look_again()) return;
  for (const std::string& id : wanted_.ids()) keep(id, "a build requested it");
}

/// A new job that does not say yet what it reads has locks on those jobs, or says it before it
/// unlocks them.
void Gc::note_new_jobs() {
  std::string counter = store_.counter();
  if (counter != counter_) {
    counter_ = std::move(counter);
    for (const std::string& id : store_.list_settled()) {
      if (!reads_.contains(id)) unsettled_.insert(id);
    }
  }
  for (auto id = unsettled_.begin(); id != unsettled_.end();) {
    const JobRecord job = read_record(store_.job_path(*id), RecordDepth::needs);
    reads_[*id] = job.needs;
    if (job.knows_needs) keep(*id, "it is new");
    id = job.knows_needs ? unsettled_.erase(id) : std::next(id);
  }
}

/// Sets the link to the newest job that is left. A job that ended meanwhile is seen, or has set the
/// link itself.
void Gc::link_latest(const std::string& method) {
  const std::vector<std::string> ids = store_.list();
  for (auto id = ids.rbegin(); id != ids.rend(); ++id) {
    const JobRecord job = read_record(store_.job_path(*id));
    if (job.state != JobState::finished || job.method != method) continue;
    note_latest(store_.job_path(*id), method);
    return;
  }
}

}  // namespace accel
