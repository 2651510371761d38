// SPDX-License-Identifier: Apache-2.0
#include "urd/engine.h"

#include "base/check.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "job/post_file.h"
#include "run/failure.h"
#include "run/run_job.h"
#include "urd/reason.h"
#include "workdir/catalog.h"

#include <algorithm>
#include <cstdio>

namespace accel::detail {
namespace {

constexpr std::size_t kMostReason = 1000;  // bytes, on the line of a job

/// A failure as the error that the script sees.
Error failure_error(const Failure& failure, const std::string& place) {
  const auto end = failure.what.find('\n');
  Error error(failure.what.substr(0, end));
  error.add_context(place);
  if (end != std::string::npos) {
    for (std::string line : split(failure.what.substr(end + 1), '\n')) {
      line.erase(0, line.find_first_not_of(' '));
      error.add_context(line);
    }
  }
  if (!failure.output.empty()) {
    error.add_context("its last output:");
    for (const std::string& line : split(failure.output, '\n')) {
      error.add_context("  | " + escaped(line));
    }
  }
  return error;
}

JobLine reused_line(const FinishedJob& found, const std::string& method) {
  JobLine line;
  line.outcome = Outcome::reused;
  line.method = method;
  line.job = found.id;
  line.key = found.summary.keys.front().hex();
  line.seconds = found.summary.seconds;
  line.rows = found.summary.rows;
  line.bad_rows = found.summary.bad_rows;
  line.tried_rows = found.summary.tried_rows;
  line.computed_rows = found.summary.computed_rows;
  line.same = found.same;
  if (!found.same.empty()) {
    line.reason =
        joined(found.same, ", ") + (found.same.size() == 1 ? " reads" : " read") + " the same";
  }
  return line;
}

/// Whether a finished job, which this request cannot use or ignores, still answers other requests.
bool answers_others(const KeyState& state) {
  return std::holds_alternative<JobWithBadRows>(state) || std::holds_alternative<ForcedJob>(state);
}

}  // namespace

Engine::Engine(EngineParts parts, BuildMode mode)
    : parts_(std::move(parts)),
      mode_(std::move(mode)),
      store_(parts_.project.workdir, parts_.project.sources,
             mode_.is_dry_run ? StoreUse::look : StoreUse::build),
      results_(parts_.project, parts_.log) {}

void Engine::finish() {
  if (mode_.is_dry_run) return;
  results_.finish();
  parts_.log.done();
}

void Engine::report(const JobLine& line) const {
  parts_.reporter.job(line);
  parts_.log.call(line.method, line.job, outcome_name(line.outcome), line.seconds);
}

Job Engine::job_of(const std::string& id) {
  if (mode_.is_dry_run) return {id, store_.workdirs().job_path(id), &dry_run_};
  return {id, store_.workdirs().job_path(id), &results_};
}

KeyState Engine::look(const JobRequest& request) const {
  // The jobs that it reads are part of the key, and were looked at when the request was checked.
  return look_at_key(store_, request.task, request.limits, mode_);
}

/// Finds a finished job of other datasets to use instead of making a job. Called if no finished job
/// has the key.
std::optional<SameJob> Engine::find_same(const Call& call, const KeyState& state) {
  const bool is_found = std::holds_alternative<FinishedJob>(state) || answers_others(state);
  if (is_found || !mode_.reuses_rows) return std::nullopt;
  if (mode_.is_dry_run && dry_run_.find_unmade_input(call.request.task)) return std::nullopt;
  return find_same_job(earlier_, call.request, libraries_of(call.method, parts_.project), mode_);
}

Job Engine::build(const std::string& name, const Arguments& arguments, const Place& place) {
  try {  // the boundary of a job: exceptions get the script's line
    refuse_other_threads();
    const MethodInfo& method = parts_.method(name);
    const JobRequest request = make_request(method, arguments.list(), context());
    const Call call{request, method, place};
    KeyState state = look(request);
    if (mode_.is_dry_run) {
      if (auto same = find_same(call, state)) state = std::move(same->job);
    }
    const auto* found = std::get_if<FinishedJob>(&state);
    if (found == nullptr && mode_.is_dry_run) return would_make(call, state);
    const JobLine line = found != nullptr ? reused_line(*found, name) : make(call);
    (line.outcome == Outcome::made ? parts_.totals.made : parts_.totals.reused) += 1;
    jobs_.add(line.job, line.key);
    report(line);
    if (is_interrupted_) throw Interrupted();
    return job_of(line.job);
  } catch (Error& error) {
    error.add_context(place_text(place));
    throw;
  }
}

void Engine::refuse_other_threads() const {
  if (std::this_thread::get_id() == thread_) return;
  throw Error("urd.build was called in another thread than accel_main")
      .set_hint("call it in that thread: the slices of each job run in parallel anyway");
}

Job Engine::would_make(const Call& call, const KeyState& state) {
  const JobRequest& request = call.request;
  JobLine line;
  line.method = request.task.method;
  if (const auto asked = dry_run_.find(request.key)) {
    line.outcome = Outcome::reused;
    line.reason = "requested before, and not made yet";
    ++parts_.totals.reused;
    report(line);
    return *asked;
  }
  const auto unmade = dry_run_.find_unmade_input(request.task);
  const bool may_be_reused = unmade && mode_.reuses_rows && !mode_.forced.contains(line.method) &&
                             differs_in_inputs_alone(earlier_, request);
  line.outcome = may_be_reused ? Outcome::may_make : Outcome::would_make;
  line.reason = unmade ? (may_be_reused ? "depends on " : "reads ") + *unmade
                       : reason_to_make(earlier_, parts_.project, request, call.method, state).text;
  ++(may_be_reused ? parts_.totals.may_make : parts_.totals.made);
  report(line);
  Job job = dry_run_.add(request, store_.path());
  jobs_.add_unmade(job.id());
  return job;
}

/// Makes the job under the lock of its key, or returns the line of a finished one.
JobLine Engine::make(const Call& call) {
  parts_.log.flush();  // first: if this build is killed now, gc must know the jobs that it reused
  const JobRequest& request = call.request;
  const ByteLock lock = store_.lock(request.key, [&] {
    std::fprintf(stderr, "accel: waiting for another build that makes the same job of %s\n",
                 escaped(request.task.method).c_str());
  });
  const KeyState state = look(request);  // another build may have made it
  if (const auto* shared = std::get_if<FinishedJob>(&state)) {
    return reused_line(*shared, request.task.method);
  }
  jobs_.refuse_removed(request.task);
  if (const auto same = find_same(call, state)) {
    store_.note_further(request.key, same->entry);
    return reused_line(same->job, request.task.method);
  }
  JobSetup setup = start(call, state, lock);
  JobEnd end = parts_.runner.wait_any();
  if (is_to_be_made_again(setup, end)) {
    setup = start(call, look(request), lock);
    end = parts_.runner.wait_any();
  }
  earlier_.let_go();
  is_interrupted_ = end.was_interrupted;
  return finish(setup, end);
}

/// Whether someone removed the job, or a job whose rows it was to keep.
bool Engine::is_to_be_made_again(const JobSetup& setup, const JobEnd& end) const {
  if (!exists(store_.job_path(setup.job) + "/setup.json")) {
    std::fprintf(stderr, "accel: job %s was removed while it was made; making it again\n",
                 setup.job.c_str());
    return true;
  }
  if (end.status.ok() || end.was_interrupted) return false;
  std::vector<std::string> others = setup.predecessors;
  if (!setup.counterpart.empty()) others.push_back(setup.counterpart);
  const auto gone = std::ranges::find_if(
      others, [&](const std::string& id) { return !exists(store_.job_path(id)); });
  if (gone == others.end()) return false;
  std::fprintf(stderr, "accel: job %s was removed while %s kept rows of it; making %s again\n",
               gone->c_str(), setup.job.c_str(), setup.job.c_str());
  return true;
}

/// Starts the job in a new directory, or in that of a run that was cut short.
JobSetup Engine::start(const Call& call, const KeyState& state, const ByteLock& lock) {
  const JobRequest& request = call.request;
  const auto* unfinished = std::get_if<UnfinishedJob>(&state);
  const bool goes_on = unfinished != nullptr && unfinished->can_go_on &&
                       has_libraries(unfinished->id, libraries_of(call.method, parts_.project));
  const std::string id = goes_on ? unfinished->id : store_.allocate();
  if (!asker_) asker_ = find_asker(parts_.project);
  JobSetup setup =
      make_setup(id, request, call.method, context(), *asker_,
                 {call.place.file, call.place.line,
                  reason_to_make(earlier_, parts_.project, request, call.method, state)});
  const std::string path = store_.job_path(id);
  if (keeps_rows(call, state)) {
    setup.predecessors = predecessors(call, goes_on ? path : "");
    setup.counterpart = counterpart(call, setup.predecessors, goes_on ? path : "");
  }
  write_job(path, setup, request, call.method);
  if (!answers_others(state)) store_.note_started(request.key, id);
  parts_.runner.start(setup, path, {lock.fd(), store_.in_use_fd()});
  return setup;
}

/// Whether the job was started with these libraries: its finished slices may depend on them.
bool Engine::has_libraries(const std::string& id, const std::string& libraries) const {
  const Document setup = json_or_null(store_.job_path(id) + "/setup.json");
  return json_member(json_member(setup, "versions"), "libraries") == libraries;
}

bool Engine::keeps_rows(const Call& call, const KeyState& state) const {
  const bool is_forced =
      mode_.forced.contains(call.request.task.method) || std::holds_alternative<ForcedJob>(state);
  return !is_forced && mode_.reuses_rows && call.method.description.has_analysis;
}

/// The job's predecessors. For a job that was cut short, its own come first, because its finished
/// slices may keep rows of them.
std::vector<std::string> Engine::predecessors(const Call& call, const std::string& unfinished) {
  std::vector<std::string> all = earlier_.find_predecessors(call.request);
  if (unfinished.empty()) return all;
  std::vector<std::string> own = read_setup(unfinished).predecessors;
  for (const std::string& id : own) store_.hold(id);
  for (const std::string& id : all) {
    if (std::ranges::find(own, id) == own.end()) own.push_back(id);
  }
  return own;
}

/// The job's counterpart. A job that was cut short keeps the one that it had, if that is still
/// there.
std::string Engine::counterpart(const Call& call, const std::vector<std::string>& predecessors,
                                const std::string& unfinished) {
  if (!unfinished.empty()) {
    const std::string own = read_setup(unfinished).counterpart;
    if (!own.empty()) store_.hold(own);
    if (!own.empty() && is_finished(store_.job_path(own))) return own;
  }
  return earlier_.find_counterpart(call.request.task.method, predecessors);
}

JobLine Engine::finish(const JobSetup& setup, const JobEnd& end) {
  ACCEL_CHECK(end.job == setup.job);
  JobLine line;
  line.method = setup.task.method;
  line.job = setup.job;
  line.key = setup.task.key;
  line.reason = setup.origin.why.text;
  line.seconds = end.seconds;
  const auto summary = end.status.ok() ? find_summary(store_.job_path(setup.job)) : std::nullopt;
  if (!summary) fail(line, setup, end);
  const Digest key = parse_digest(setup.task.key);
  if (store_.find(key) != line.job) store_.note_started(key, line.job);
  note_in_catalog(store_, setup, *summary);
  line.seconds = summary->seconds;  // what it will say when the job is reused
  line.rows = summary->rows;
  line.bad_rows = summary->bad_rows;
  line.computed_rows = summary->computed_rows;
  line.tried_rows = summary->tried_rows;
  take_member(post_head(store_.job_path(setup.job)), "all_rows", line.all_rows);
  line.kept_slices = summary->kept_slices;
  line.slices = setup.limits.slices;
  return line;
}

void Engine::fail(JobLine line, const JobSetup& setup, const JobEnd& end) {
  const ProcessStatus& status = end.status;
  line.outcome = Outcome::failed;
  ++parts_.totals.failed;
  const auto failure = find_failure(store_.job_path(line.job));
  line.reason = "its process " + std::string(status.signal != 0 ? "was " : "") + status.describe();
  if (failure) {  // the error has all of it
    line.reason = shortened(failure->what.substr(0, failure->what.find('\n')), kMostReason);
  }
  report(line);
  jobs_.refuse_removed(setup.task);
  if (!failure) {
    const Error error(end.said.empty()
                          ? "job " + line.job + " of " + line.method + ": " + line.reason
                          : end.said);
    if (status.code == kAccelFailed) throw MachineError(error);
    throw error;
  }
  const Error error = failure_error(
      *failure, failure_place(*failure, setup.task.method, setup.job, setup.limits.slices));
  if (failure->of_machine) throw MachineError(error);
  throw error;
}

}  // namespace accel::detail
