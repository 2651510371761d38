// SPDX-License-Identifier: Apache-2.0
#include "urd/job_maker.h"

#include "base/check.h"
#include "base/exit_codes.h"
#include "base/file.h"
#include "base/text.h"
#include "job/post_file.h"
#include "run/failure.h"
#include "workdir/catalog.h"

#include <algorithm>
#include <cstdio>

namespace accel {
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

/// Whether a finished job, which this request cannot use or ignores, still answers other requests.
bool answers_others(const KeyState& state) {
  return std::holds_alternative<JobWithBadRows>(state) || std::holds_alternative<ForcedJob>(state);
}

}  // namespace

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

KeyState JobMaker::look(const JobRequest& request) const {
  // The jobs that it reads are part of the key, and were looked at when the request was checked.
  return look_at_key(store_, request.task, request.limits, mode_);
}

std::optional<SameJob> JobMaker::find_same(const ScriptCall& call, const KeyState& state) {
  const bool is_found = std::holds_alternative<FinishedJob>(state) || answers_others(state);
  if (is_found || !mode_.reuses_rows) return std::nullopt;
  return find_same_job(earlier_, *call.request, libraries_of(call.method, project_), mode_);
}

MakeReason JobMaker::reason(const ScriptCall& call, const KeyState& state) {
  return reason_to_make(earlier_, project_, *call.request, call.method, state);
}

bool JobMaker::may_be_reused(const ScriptCall& call) {
  return mode_.reuses_rows && !mode_.forced.contains(call.request->task.method) &&
         differs_in_inputs_alone(earlier_, *call.request);
}

void JobMaker::begin(ScriptCall& call, const KeyState& state, const RequestContext& context) {
  const JobRequest& request = *call.request;
  const auto* unfinished = std::get_if<UnfinishedJob>(&state);
  const bool goes_on = unfinished != nullptr && unfinished->can_go_on &&
                       has_libraries(unfinished->id, libraries_of(call.method, project_));
  const std::string id = goes_on ? unfinished->id : store_.allocate();
  if (goes_on) sync_path(store_.path());  // another accel, or a copy, may have left it unsynced
  if (!asker_) asker_ = find_asker(project_);
  JobSetup setup = make_setup(id, request, call.method, context, *asker_,
                              {call.place.file, call.place.line, reason(call, state)});
  const std::string path = store_.job_path(id);
  if (keeps_rows(call, state)) {
    call.predecessors = predecessors(request, goes_on ? path : "");
    setup.predecessors = call.predecessors.jobs;
    setup.counterpart = counterpart(request, setup.predecessors, goes_on ? path : "");
  }
  write_job(path, setup, request, call.method);
  if (!answers_others(state)) store_.note_started(request.key, id);
  call.job = {id, path};
  call.setup = std::make_unique<JobSetup>(std::move(setup));
}

bool JobMaker::is_to_be_made_again(const JobSetup& setup, const JobEnd& end) const {
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

/// Whether the job was started with these libraries: its finished slices may depend on them.
bool JobMaker::has_libraries(const std::string& id, const std::string& libraries) const {
  const Document setup = json_or_null(store_.job_path(id) + "/setup.json");
  return json_member(json_member(setup, "versions"), "libraries") == libraries;
}

/// Whether a job may keep rows or values of earlier jobs.
bool JobMaker::keeps_rows(const ScriptCall& call, const KeyState& state) const {
  const bool is_forced =
      mode_.forced.contains(call.request->task.method) || std::holds_alternative<ForcedJob>(state);
  return !is_forced && mode_.reuses_rows && call.method.description.has_analysis;
}

/// The job's predecessors. For a job that was cut short, its own come first, because its finished
/// slices may keep rows of them.
Predecessors JobMaker::predecessors(const JobRequest& request, const std::string& unfinished) {
  Predecessors all = earlier_.find_predecessors(request);
  if (unfinished.empty()) return all;
  std::vector<std::string> own = read_setup(unfinished).predecessors;
  for (const std::string& id : own) store_.hold(id);
  for (const std::string& id : all.jobs) {
    if (std::ranges::find(own, id) == own.end()) own.push_back(id);
  }
  all.jobs = std::move(own);
  return all;
}

/// The job's counterpart. A job that was cut short keeps the one that it had, if that is still
/// there.
std::string JobMaker::counterpart(const JobRequest& request,
                                  const std::vector<std::string>& predecessors,
                                  const std::string& unfinished) {
  if (!unfinished.empty()) {
    const std::string own = read_setup(unfinished).counterpart;
    if (!own.empty()) store_.hold(own);
    if (!own.empty() && is_finished(store_.job_path(own))) return own;
  }
  return earlier_.find_counterpart(request, predecessors);
}

JobLine JobMaker::finish(const JobSetup& setup, const JobEnd& end) {
  ACCEL_CHECK(end.job == setup.job);
  const std::string path = store_.job_path(setup.job);
  JobLine line;
  line.method = setup.task.method;
  line.job = setup.job;
  line.key = setup.task.key;
  line.seconds = end.seconds;
  const auto summary = end.status.ok() ? find_summary(path) : std::nullopt;
  if (!summary) {
    line.outcome = Outcome::failed;
    const auto failure = find_failure(path);
    const std::string was = end.status.signal != 0 ? "was " : "";
    line.reason = failure
                      ? shortened(failure->what.substr(0, failure->what.find('\n')), kMostReason)
                      : "its process " + was + end.status.describe();
    return line;
  }
  const Digest key = parse_digest(setup.task.key);
  if (store_.find(key) != line.job) store_.note_started(key, line.job);
  note_in_catalog(store_, setup, *summary);
  line.reason = setup.origin.why.text;
  line.seconds = summary->seconds;  // what it will say when the job is reused
  line.rows = summary->rows;
  line.bad_rows = summary->bad_rows;
  line.computed_rows = summary->computed_rows;
  line.tried_rows = summary->tried_rows;
  take_member(post_head(path), "all_rows", line.all_rows);
  line.kept_slices = summary->kept_slices;
  line.slices = setup.limits.slices;
  return line;
}

std::exception_ptr job_error(const ScriptCall& call, const JobLine& line, const JobEnd& end) {
  const auto failure = find_failure(call.job.path);
  const std::string said =
      end.said.empty() ? "job " + line.job + " of " + line.method + ": " + line.reason : end.said;
  Error error(said);
  if (failure) {
    error = failure_error(
        *failure, failure_place(*failure, line.method, line.job, call.setup->limits.slices));
  }
  error.add_context(place_text(call.place));
  const bool of_machine = failure ? failure->of_machine : end.status.code == kAccelFailed;
  return of_machine ? std::make_exception_ptr(MachineError(error)) : std::make_exception_ptr(error);
}

}  // namespace accel
