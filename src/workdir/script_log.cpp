// SPDX-License-Identifier: Apache-2.0
#include "workdir/script_log.h"

#include "workdir/log_events.h"

#include <algorithm>
#include <iterator>

namespace accel {
namespace {

/// What an earlier accel recorded about the script's links: it counts until the script has run
/// again.
std::vector<ScriptRun> old_links(const Project& project, const std::string& script) {
  const Document entries = json_or_null(project.cache() + "/results.json");
  if (!entries.is_array()) return {};
  ScriptRun run{script, {}, {}, {}};
  for (const Document& entry : entries) {
    if (find_member<std::string>(entry, "script") != script) continue;
    LoggedLinks& links = run.links.emplace_back();
    take_member(entry, "job", links.job);
    take_member(entry, "pattern", links.pattern);
    take_member(entry, "folder", links.folder);
  }
  return {run};
}

constexpr std::size_t kMostNear = 64;  // calls that a new one may be compared with

/// The jobs of the calls that are nearest to the nth, which are sorted. If two are as near, the
/// earlier one first.
std::vector<std::string> nearest(const std::vector<const LoggedCall*>& calls, int nth) {
  auto after = std::ranges::lower_bound(calls, nth, {}, &LoggedCall::nth);
  auto before = after;
  std::vector<std::string> jobs;
  while (jobs.size() < kMostNear && (before != calls.begin() || after != calls.end())) {
    const bool is_before =
        after == calls.end() ||
        (before != calls.begin() && nth - (*std::prev(before))->nth <= (*after)->nth - nth);
    jobs.push_back((is_before ? *--before : *after++)->job);
  }
  return jobs;
}

}  // namespace

int ScriptLog::begin_call(const std::string& method) {
  std::vector<std::string>& jobs = now_[method];
  jobs.emplace_back();
  return static_cast<int>(jobs.size()) - 1;
}

void ScriptLog::end_call(const LoggedCall& call) {
  log_.call(script_, call);
  if (call.outcome != "failed") {
    now_.at(call.method).at(static_cast<std::size_t>(call.nth)) = call.job;
  }
}

const std::vector<ScriptRun>& ScriptLog::runs_before() {
  if (!before_) before_ = read_before(LogCalls::read);
  return *before_;
}

const std::vector<ScriptRun>& ScriptLog::links_before() {
  if (!links_before_) links_before_ = read_before(LogCalls::left_out);
  return *links_before_;
}

std::vector<ScriptRun> ScriptLog::read_before(LogCalls calls) const {
  std::vector<ScriptRun> runs = last_runs(project_, script_, log_.name(), calls);
  return runs.empty() ? old_links(project_, script_) : runs;
}

int ScriptLog::calls_before() {
  const auto& runs = runs_before();
  return runs.empty() || !runs.front().done ? 0 : static_cast<int>(runs.front().calls.size());
}

const std::vector<const LoggedCall*>& ScriptLog::calls_of(const ScriptRun& run,
                                                          const std::string& method) {
  const auto [found, is_new] = calls_.try_emplace({&run, method});
  std::vector<const LoggedCall*>& calls = found->second;
  for (const LoggedCall& call : run.calls) {
    const bool is_of_use = is_new && call.method == method && call.outcome != "failed";
    if (is_of_use) calls.push_back(&call);
  }
  if (is_new) std::ranges::stable_sort(calls, {}, &LoggedCall::nth);
  return calls;
}

std::vector<std::string> ScriptLog::jobs_before(const std::string& method, int nth) {
  std::vector<std::string> jobs;
  const auto& runs = runs_before();
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    const std::vector<const LoggedCall*>& calls = calls_of(*run, method);
    const bool has_this = std::ranges::binary_search(calls, nth, {}, &LoggedCall::nth);
    if (jobs.empty() || has_this) jobs = nearest(calls, nth);
    if (has_this) break;  // else the run may have failed before it came to this call
  }
  return jobs;
}

std::vector<std::string> ScriptLog::jobs_now(const std::string& method) const {
  std::vector<std::string> jobs;
  const auto now = now_.find(method);
  if (now == now_.end()) return jobs;
  for (auto job = now->second.rbegin(); job != now->second.rend(); ++job) {
    if (jobs.size() == kMostNear) break;
    if (!job->empty()) jobs.push_back(*job);
  }
  return jobs;
}

std::vector<LoggedLinks> ScriptLog::links_of_others() const {
  std::vector<LoggedLinks> links;
  for (const ScriptRun& run : last_runs_of_others(project_, script_)) {
    links.insert(links.end(), run.links.begin(), run.links.end());
  }
  return links;
}

}  // namespace accel
