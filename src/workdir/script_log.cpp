// SPDX-License-Identifier: Apache-2.0
#include "workdir/script_log.h"

#include "workdir/log_events.h"

#include <algorithm>
#include <cstdlib>

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

/// The calls of a method in one run: the one in that place, then the nearest.
std::vector<LoggedCall> by_distance(const ScriptRun& run, const std::string& method, int nth) {
  std::vector<LoggedCall> calls;
  for (const LoggedCall& call : run.calls) {
    if (call.method == method && call.outcome != "failed") calls.push_back(call);
  }
  std::ranges::stable_sort(calls, {},
                           [&](const LoggedCall& call) { return std::abs(call.nth - nth); });
  return calls;
}

}  // namespace

void ScriptLog::call(const std::string& method, const std::string& job, const std::string& outcome,
                     double seconds) {
  std::vector<std::string>& jobs = now_[method];
  log_.call(script_, {method, static_cast<int>(jobs.size()), job, outcome, seconds});
  jobs.push_back(outcome == "failed" ? "" : job);
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

std::vector<std::string> ScriptLog::jobs_before(const std::string& method) {
  const int nth = static_cast<int>(now_[method].size());
  std::vector<LoggedCall> chosen;
  const auto& runs = runs_before();
  for (auto run = runs.rbegin(); run != runs.rend(); ++run) {
    std::vector<LoggedCall> calls = by_distance(*run, method, nth);
    const bool has_this = !calls.empty() && calls.front().nth == nth;
    if (chosen.empty() || has_this) chosen = std::move(calls);
    if (has_this) break;  // else the run may have failed before it came to this call
  }
  std::vector<std::string> jobs;
  jobs.reserve(chosen.size());
  for (const LoggedCall& call : chosen) jobs.push_back(call.job);
  return jobs;
}

std::vector<std::string> ScriptLog::jobs_now(const std::string& method) const {
  std::vector<std::string> jobs;
  const auto now = now_.find(method);
  if (now != now_.end()) jobs.assign(now->second.rbegin(), now->second.rend());
  std::erase(jobs, "");
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
