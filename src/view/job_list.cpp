// SPDX-License-Identifier: Apache-2.0
#include "view/job_list.h"

#include "base/text.h"
#include "view/quantity.h"

#include <algorithm>
#include <limits>
#include <set>

namespace accel {
namespace {

/// The jobs that the filters select, as they are now, the newest last.
class Selection {
 public:
  Selection(const Project& project, const Store& store, const JobFilter& filter)
      : store_(store), filter_(filter) {
    script_ = project.shown(absolute_path(filter.script));
    const auto time = find_time_ago(filter.since);
    since_ = time ? utc_time(*time) : filter.since;  // "2024-02-29", which sorts as the times do
  }

  /// The requested script, as jobs have it if it is a path from here.
  const std::string& script() const { return script_; }
  /// Matches that, or the end of the job's script.
  bool is_of_script(const JobRecord& job) const {
    return job.script == script_ || job.script == filter_.script ||
           job.script.ends_with("/" + filter_.script);
  }

  JobList take(const Catalog& catalog) const {
    const std::size_t most = filter_.all ? std::numeric_limits<std::size_t>::max() : filter_.last;
    JobList list;
    std::size_t looked_at = 0;
    for (auto job = catalog.jobs().rbegin(); job != catalog.jobs().rend(); ++job) {
      if (!is_wanted(*job)) continue;
      const bool is_full = list.lines.size() == most;
      if (is_full && filter_.state.empty()) {  // the state of those that are not shown costs
        ++list.left_out;
        continue;
      }
      // What is shown is looked at; of many, only what may have changed.
      const bool is_few = looked_at++ < JobFilter().last;
      const bool may_change = job->state != JobState::finished;
      JobRecord now = is_few || may_change ? read_record(store_.job_path(job->id)) : *job;
      std::string state = state_text(store_.job_path(now.id), now);
      if (!filter_.state.empty() && state != filter_.state) continue;
      if (is_full) {
        ++list.left_out;
      } else {
        list.lines.push_back({std::move(now), std::move(state)});
      }
    }
    std::ranges::reverse(list.lines);
    return list;
  }

 private:
  bool is_wanted(const JobRecord& job) const {
    if (!filter_.method.empty() && job.method != filter_.method) return false;
    if (!filter_.script.empty() && !is_of_script(job)) return false;
    return filter_.since.empty() || job.started >= since_;
  }

  const Store& store_;
  const JobFilter& filter_;
  std::string since_;
  std::string script_;
};

void refuse_unknown_script(const Catalog& catalog, const Selection& selection,
                           const std::string& script) {
  std::set<std::string> scripts;
  for (const JobRecord& job : catalog.jobs()) {
    if (selection.is_of_script(job)) return;
    if (!job.script.empty()) scripts.insert(job.script);
  }
  throw Error("no job was first requested by " + quote(script) +
              did_you_mean(selection.script(), {scripts.begin(), scripts.end()}));
}

}  // namespace

const std::vector<std::string>& job_state_names() {
  static const std::vector<std::string> names = {
      "finished", "failed", "running", "unfinished", "unreadable", "damaged", "other format"};
  return names;
}

Document document(const ListedJob& line) {
  const JobRecord& job = line.job;
  Document shown = {{"job", job.id},          {"method", job.method}, {"state", line.state},
                    {"started", job.started}, {"script", job.script}, {"line", job.line},
                    {"reads", job.reads}};
  if (job.state == JobState::finished) {
    shown["seconds"] = job.seconds;
    shown["rows"] = job.rows;
    shown["bad_rows"] = job.bad_rows;
    shown["bytes"] = job.bytes;
  }
  if (!job.trouble.empty()) shown["trouble"] = job.trouble;
  return shown;
}

JobList list_jobs(const Project& project, const Store& store, const JobFilter& filter) {
  const Catalog catalog(store);
  const Selection selection(project, store, filter);
  const auto& methods = catalog.methods();
  if (!filter.method.empty() && std::ranges::find(methods, filter.method) == methods.end()) {
    throw Error("there is no job of " + quote(filter.method) +
                did_you_mean(filter.method, methods));
  }
  if (!filter.script.empty()) refuse_unknown_script(catalog, selection, filter.script);
  return selection.take(catalog);
}

}  // namespace accel
