// SPDX-License-Identifier: Apache-2.0
#include "urd/engine.h"

#include "base/interrupt.h"
#include "base/text.h"

#include <algorithm>
#include <cstdio>
#include <utility>

namespace accel::detail {
namespace {

constexpr int kLookMs = 100;  // between looks at a lock that another build has

}  // namespace

Engine::Engine(EngineParts parts, BuildMode mode)
    : parts_(std::move(parts)),
      mode_(std::move(mode)),
      store_(parts_.project.workdir, parts_.project.sources,
             mode_.is_dry_run ? StoreUse::look : StoreUse::build),
      maker_(parts_.project, store_, parts_.log, mode_),
      results_(parts_.project, parts_.log) {}

// What the script asks

Job Engine::build(const std::string& name, const Arguments& arguments, const Place& place) {
  ScriptCall* call = nullptr;
  try {  // the boundary of a call: exceptions get the script's line
    refuse_other_threads("urd.build was called");
    const MethodInfo& method = parts_.method(name);
    call = &add_call(method, check_request(method, arguments.list(), context()), place);
  } catch (Error& error) {
    error.add_context(place_text(place));
    throw;
  }
  if (wait_for_inputs(*call) && call->waits_for == 0) decide(*call);
  if (!call->is_made && !mode_.is_dry_run) give_reference(*call);
  if (!running_.empty()) wait_for_end(0);
  go_on();
  if (call->failure) show(*call->failure);
  return {*this, call->number};
}

void Engine::refuse_other_threads(const char* what) const {
  if (!process_.is_current()) {
    throw Error(std::string(what) + " in a fork of the script")
        .set_hint("use it in the script itself, and end the fork with _exit()");
  }
  if (std::this_thread::get_id() == thread_) return;
  throw Error(std::string(what) + " outside the thread of accel_main")
      .set_hint("use it in that thread: independent jobs run side by side anyway");
}

const CalledJob& Engine::find(int call) {
  ScriptCall& called = calls_[at(call)];
  const bool is_elsewhere = std::this_thread::get_id() != thread_ || !process_.is_current();
  if (is_elsewhere && called.is_made) return called.job;
  refuse_other_threads("an unfinished job was used");
  wait(called);
  return called.job;
}

const CalledJob& Engine::read(int call, std::string_view what) {
  const CalledJob& job = find(call);
  if (is_finished(call)) return job;
  throw NotMade{"the script reads " + std::string(what) + " of " +
                calls_[at(call)].method.source.name +
                ", which is not made yet; what follows is unknown"};
}

std::string Engine::reference(int call) const {
  const ScriptCall& called = calls_[at(call)];
  return called.is_made ? called.job.id : called.reference;
}

void Engine::link_results(int call, std::string_view pattern, std::string_view folder,
                          const Place& place) {
  refuse_other_threads("link_results was called");
  if (mode_.is_dry_run) return;
  const ScriptCall& called = calls_[at(call)];
  if (called.failure) show(*called.failure);
  const LinkRequest links{call, std::string(pattern), std::string(folder), place};
  if (links_.empty() && called.has_ended()) return link(links);
  links_.push_back(links);
}

void Engine::finish() {
  refuse_other_threads("accel_main returned");
  go_on();
  while (can_step()) step();
  print_lines(true);
  if (has_failed_) show_first_failure();
  if (mode_.is_dry_run) return;
  results_.finish();
  parts_.log.done();
}

void Engine::stop() {
  if (!process_.is_current()) return;
  is_stopped_ = is_stopped_ || !mode_.keep_going;
  while (can_step()) step();
  print_lines(true);
}

std::vector<std::exception_ptr> Engine::take_failures() {
  std::vector<std::exception_ptr> errors;
  for (const auto& [call, failure] : failures_) {
    if (!std::exchange(failure->is_shown, true)) errors.push_back(failure->error);
  }
  return errors;
}

void Engine::show(CallFailure& failure) {
  failure.is_shown = true;
  has_failed_ =
      !std::ranges::all_of(failures_, [](const auto& one) { return one.second->is_shown; });
  std::rethrow_exception(failure.error);
}

void Engine::show_first_failure() {
  const auto first =
      std::ranges::find_if(failures_, [](const auto& one) { return !one.second->is_shown; });
  if (first == failures_.end()) throw Interrupted();  // again: the script has caught it
  show(*first->second);
}

// From a call to the decision

ScriptCall& Engine::add_call(const MethodInfo& method, JobRequest request, const Place& place) {
  request.nth = parts_.log.begin_call(method.source.name);
  ScriptCall& call =
      calls_.emplace_back(static_cast<int>(calls_.size()), method, place, std::move(request));
  return call;
}

/// Gives a call whose job is not made a name that stands for the job.
void Engine::give_reference(ScriptCall& call) {
  // No job id and no name of a job's folder ends like this.
  if (call.reference.empty()) {
    call.reference =
        call.method.source.name + " (not made, " + std::to_string(call.number + 1) + ")";
  }
  jobs_.add_unmade(call.reference);
  by_reference_.emplace(call.reference, &call);
}

/// False if a job that it reads has failed.
bool Engine::wait_for_inputs(ScriptCall& call) {
  for (const std::string& id : jobs_read(call.request->task)) {
    const auto other = by_reference_.find(id);
    if (other == by_reference_.end()) continue;
    if (other->second->failure) {
      call.failure = other->second->failure;
      end_call(call);
      return false;
    }
    if (!other->second->has_ended()) wait_for(call, *other->second);
  }
  return true;
}

void Engine::wait_for(ScriptCall& call, ScriptCall& other) {
  ++call.waits_for;
  other.waiting.push_back(&call);
}

/// Called when the jobs that the call reads are finished. An error becomes the call's failure.
void Engine::decide(ScriptCall& call) {
  try {
    if (!std::exchange(call.is_complete, true)) {
      complete_request(*call.request, call.method, context());
    }
    const auto other = in_the_making_.find(call.request->key);
    if (other != in_the_making_.end() && !mode_.is_dry_run) return wait_for(call, *other->second);
    KeyState state = maker_.look(*call.request);
    if (mode_.is_dry_run) return decide_dry(call, std::move(state));
    if (const auto* found = std::get_if<FinishedJob>(&state)) return reuse(call, *found);
    in_the_making_.emplace(call.request->key, &call);
    call.state = CallState::ready;
    ready_.emplace(call.number, &call);
  } catch (Error& error) {
    error.add_context(place_text(call.place));
    fail(call, std::current_exception());
  }
}

void Engine::decide_dry(ScriptCall& call, KeyState state) {
  const auto unmade = find_unmade_input(call.request->task);
  if (!unmade) {
    if (auto same = maker_.find_same(call, state)) state = std::move(same->job);
  }
  if (const auto* found = std::get_if<FinishedJob>(&state)) return reuse(call, *found);
  JobLine line;
  line.method = call.method.source.name;
  const auto [other, is_new] = in_the_making_.emplace(call.request->key, &call);
  const bool may_be_reused = unmade && maker_.may_be_reused(call);
  if (!is_new) {
    line.outcome = Outcome::reused;
    line.reason = "requested before, and not made yet";
    ++parts_.totals.reused;
    call.reference = other->second->reference;
  } else if (may_be_reused) {
    line.outcome = Outcome::may_make;
    line.reason = "depends on " + *unmade;
    ++parts_.totals.may_make;
  } else {
    line.outcome = Outcome::would_make;
    line.reason = unmade ? "reads " + *unmade : maker_.reason(call, state).text;
    ++parts_.totals.made;
  }
  give_reference(call);
  call.job = {call.reference, join_path(store_.path(), call.reference)};
  call.line = std::make_unique<JobLine>(std::move(line));
  end_call(call);
}

/// "thumbnailer, which is not made yet", if such a job is read.
std::optional<std::string> Engine::find_unmade_input(const JobTask& task) const {
  for (const std::string& id : jobs_read(task)) {
    const auto call = by_reference_.find(id);
    if (call == by_reference_.end()) continue;
    return call->second->method.source.name + ", which is not made yet";
  }
  return std::nullopt;
}

// From the decision to the start

/// Decides about all calls that wait for nothing, and starts all jobs that may start.
void Engine::go_on() {
  do {
    while (!decidable_.empty()) {
      decide(*decidable_.extract(decidable_.begin()).mapped());
    }
    start_ready();
  } while (!decidable_.empty());
}

void Engine::start_ready() {
  if (ready_.empty()) return;
  parts_.runner.want(startable());
  for (auto call = ready_.begin(); call != ready_.end() && !is_stopped();) {
    if (!parts_.runner.may_start()) break;
    call = start(*call->second) ? ready_.erase(call) : std::next(call);
  }
  parts_.runner.want(startable());
}

/// How many cores the ready calls can use. Calls that another build holds up do not count, but at
/// least one core is needed to try again.
std::size_t Engine::startable() const {
  if (is_stopped() || ready_.empty()) return 0;
  return std::max(ready_.size() - held_up_, std::size_t{1});
}

/// Locks the key and starts the job, or finds that it is finished. False if another build has the
/// lock.
bool Engine::start(ScriptCall& call) {
  const JobRequest& request = *call.request;
  try {
    parts_.log.flush();  // first: if this build is killed now, gc must know the jobs that it reused
    if (!lock(call)) return false;
    const KeyState state = maker_.look(request);  // another build may have made it
    if (const auto* found = std::get_if<FinishedJob>(&state)) {
      reuse(call, *found);
      return true;
    }
    jobs_.refuse_removed(request.task);
    if (const auto same = maker_.find_same(call, state)) {
      store_.note_further(request.key, same->entry);
      reuse(call, same->job);
      return true;
    }
    maker_.begin(call, state, context());
    parts_.runner.start(*call.setup, call.job.path, {call.lock.fd(), store_.in_use_fd()});
    call.state = CallState::runs;
    running_.emplace(call.job.id, &call);
  } catch (Error& error) {
    error.add_context(place_text(call.place));
    fail(call, std::current_exception());
  }
  return true;
}

/// Locks the key. A job that is made again still has the lock.
bool Engine::lock(ScriptCall& call) {
  if (call.is_second) return true;
  ByteLock lock = key_lock(store_.path(), call.request->key);
  const bool was_held_up = call.is_held_up;
  call.is_held_up = !lock.try_lock();
  if (call.is_held_up != was_held_up) call.is_held_up ? ++held_up_ : --held_up_;
  if (!call.is_held_up) {
    call.lock = std::move(lock);
    return true;
  }
  const bool may_be_ours = std::ranges::any_of(
      running_, [](const auto& other) { return !other.second->predecessors.locks.empty(); });
  if (!was_held_up && !may_be_ours) {
    std::fprintf(stderr, "accel: waiting for another build that makes the same job of %s\n",
                 escaped(call.method.source.name).c_str());
  }
  return false;
}

// Waiting

/// Whether there is something to wait for.
bool Engine::can_step() const {
  return !running_.empty() || !decidable_.empty() || (!ready_.empty() && !is_stopped());
}

void Engine::step() {
  go_on();
  if (!can_step()) return;
  wait_for_end(held_up_ > 0 ? kLookMs : -1);
  go_on();
}

void Engine::wait_for_end(int milliseconds) {
  try {
    auto end = parts_.runner.wait(milliseconds);
    const bool is_interrupted = end && end->was_interrupted;
    if (end) take_end(*end);
    if (!is_interrupted) return;
    while (!running_.empty()) {
      if ((end = parts_.runner.wait(-1))) take_end(*end);
    }
    throw Interrupted();
  } catch (const Interrupted&) {  // nothing runs any more
    running_.clear();
    is_stopped_ = true;
    print_lines(true);
    throw;
  }
}

/// Waits until a call has ended and its links are made. Throws its failure.
void Engine::wait(ScriptCall& call) {
  while (!call.has_ended() || (has_links(call) && !call.failure)) {
    if (!can_step()) show_first_failure();
    step();
  }
  // A job whose links could not be made is finished: the script gets that error once.
  if (call.failure && !(call.is_made && call.failure->is_shown)) show(*call.failure);
}

// The end

void Engine::take_end(const JobEnd& job_end) {
  ScriptCall& call = *running_.extract(job_end.job).mapped();
  call.predecessors = {};
  try {
    if (!call.is_second && maker_.is_to_be_made_again(*call.setup, job_end)) {
      call.is_second = true;
      call.state = CallState::ready;
      ready_.emplace(call.number, &call);
      return;
    }
    JobLine line = maker_.finish(*call.setup, job_end);
    if (line.outcome == Outcome::made) {
      ++parts_.totals.made;
      return end(call, std::move(line));
    }
    ++parts_.totals.failed;
    note_end(call, line);
    if (!running_.empty()) print_failed(line);
    const std::exception_ptr error = job_error(call, line, job_end);
    call.line = std::make_unique<JobLine>(std::move(line));
    jobs_.refuse_removed(call.setup->task);
    fail(call, error);
  } catch (Error& error) {
    error.add_context(place_text(call.place));
    fail(call, std::current_exception());
  }
}

/// Reports the failure at once: the job's line may have to wait for those of earlier calls.
void Engine::print_failed(const JobLine& line) const {
  std::fprintf(stderr, "accel: job %s of %s failed: %s (still running: %s)\n", line.job.c_str(),
               escaped(line.method).c_str(), printable(line.reason).c_str(),
               counted(running_.size(), "job").c_str());
}

void Engine::reuse(ScriptCall& call, const FinishedJob& found) {
  ++parts_.totals.reused;
  end(call, reused_line(found, call.method.source.name));
}

/// Ends a call whose job is finished.
void Engine::end(ScriptCall& call, JobLine line) {
  call.job = {line.job, store_.workdirs().job_path(line.job)};
  call.is_made = true;
  jobs_.add(line.job, line.key);
  if (by_reference_.erase(call.reference) > 0) jobs_.note_made(call.reference, line.job);
  note_end(call, line);
  call.line = std::make_unique<JobLine>(std::move(line));
  end_call(call);
}

void Engine::note_end(const ScriptCall& call, const JobLine& line) {
  parts_.log.end_call(
      {line.method, call.request->nth, line.job, outcome_name(line.outcome), line.seconds});
}

void Engine::fail(ScriptCall& call, std::exception_ptr error) {
  note_failure(call, std::move(error));
  end_call(call);
}

void Engine::note_failure(ScriptCall& call, std::exception_ptr error) {
  call.failure = std::make_shared<CallFailure>(CallFailure{std::move(error)});
  failures_.emplace(call.number, call.failure);
  has_failed_ = true;
}

/// Calls that wait for one that failed fail, too.
void Engine::end_call(ScriptCall& first) {
  first.state = CallState::ended;
  std::vector<ScriptCall*> ended = {&first};
  for (std::size_t i = 0; i < ended.size(); ++i) {
    ScriptCall& call = *ended[i];
    for (ScriptCall* other : std::exchange(call.waiting, {})) {
      if (other->has_ended()) continue;
      if (call.failure && fails_with(*other, call)) {
        other->failure = call.failure;
        other->state = CallState::ended;
        ended.push_back(other);
      } else if (--other->waits_for == 0) {
        decidable_.emplace(other->number, other);
      }
    }
    forget(call);
  }
  print_lines();
  make_links();
}

/// Whether a call fails because one that it waits for has failed. If that is only a call of the
/// same key, which may have stricter limits, it need not.
bool Engine::fails_with(const ScriptCall& call, const ScriptCall& failed) {
  if (!call.is_complete) return true;  // it reads the job
  const JobLimits& limits = call.request->limits;
  const JobLimits& others = failed.request->limits;
  return limits.max_bad == others.max_bad && limits.timeout == others.timeout &&
         limits.row_timeout == others.row_timeout;
}

/// Drops what a call needed until its end.
void Engine::forget(ScriptCall& call) {
  if (std::exchange(call.is_held_up, false)) --held_up_;
  if (call.is_complete && !mode_.is_dry_run) {
    const auto made = in_the_making_.find(call.request->key);
    if (made != in_the_making_.end() && made->second == &call) in_the_making_.erase(made);
  }
  call.request.reset();
  call.setup.reset();
  call.lock = {};
}

/// Prints the lines of calls that have ended, in the order of the script, up to the first call that
/// has not ended. `has_gaps`: leaves out such calls instead.
void Engine::print_lines(bool has_gaps) {
  for (; next_line_ < calls_.size(); ++next_line_) {
    ScriptCall& call = calls_[next_line_];
    if (!call.has_ended() && !has_gaps) return;
    if (const auto line = std::exchange(call.line, nullptr)) parts_.reporter.job(*line);
  }
}

/// Makes links in the order of the script, up to the first call that has not ended.
void Engine::make_links() {
  while (!links_.empty() && calls_[at(links_.front().call)].has_ended()) {
    const LinkRequest links = std::move(links_.front());
    links_.pop_front();
    ScriptCall& call = calls_[at(links.call)];
    if (call.failure) continue;
    try {
      link(links);
    } catch (const Error&) {  // thrown to the script later
      note_failure(call, std::current_exception());
    }
  }
}

void Engine::link(const LinkRequest& links) {
  const CalledJob& job = calls_[at(links.call)].job;
  try {
    results_.link_results(Job(job.id, job.path), links.pattern, links.folder);
  } catch (Error& error) {
    error.add_context(place_text(links.place));
    throw;
  }
}

bool Engine::has_links(const ScriptCall& call) const {
  return std::ranges::any_of(links_, [&](const auto& links) { return links.call == call.number; });
}

}  // namespace accel::detail
