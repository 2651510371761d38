// SPDX-License-Identifier: Apache-2.0
// `accel job`: a table of jobs. `accel job JOB`: one, with all that is known of it.
#include "base/json.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/job_page.h"
#include "view/find_job.h"
#include "view/quantity.h"
#include "workdir/catalog.h"

#include <ctime>
#include <limits>
#include <set>

namespace accel {
namespace {

struct JobRequest {
  std::string word, method, state, script, since;
  std::size_t last = 40;
  bool all = false;
  bool json = false;
  bool path = false;
  bool has_filter() const {
    return !method.empty() || !state.empty() || !script.empty() || !since.empty();
  }
};

const std::vector<std::string>& state_names() {
  static const std::vector<std::string> names = {"finished",   "failed",  "running",
                                                 "unfinished", "damaged", "other format"};
  return names;
}

/// The jobs that the filters let through, as they are now, the newest last.
class Selection {
 public:
  Selection(const Project& project, const Store& store, const JobRequest& request)
      : store_(store), request_(request) {
    script_ = project.shown(absolute_path(request.script));
    if (const auto age = find_duration(request.since)) {
      const std::int64_t now = std::time(nullptr);
      since_ = utc_time(now - static_cast<std::int64_t>(
                                  std::min<std::uint64_t>(*age, static_cast<std::uint64_t>(now))));
    } else {
      since_ = request.since;  // "2024-02-29", which sorts as the times do
    }
  }

  struct Line {
    JobRecord job;
    std::string state;
  };

  /// The script that is asked for, as jobs have it when it is a path from here.
  const std::string& script() const { return script_; }
  /// By that, or by the end of what the job has.
  bool is_of_script(const JobRecord& job) const {
    return job.script == script_ || job.script == request_.script ||
           job.script.ends_with("/" + request_.script);
  }

  /// `left_out`: how many more there are, older ones.
  std::vector<Line> take(const Catalog& catalog, std::size_t& left_out) const {
    const std::size_t most = request_.all ? std::numeric_limits<std::size_t>::max() : request_.last;
    std::vector<Line> lines;
    left_out = 0;
    std::size_t looked_at = 0;
    for (auto job = catalog.jobs().rbegin(); job != catalog.jobs().rend(); ++job) {
      if (!is_wanted(*job)) continue;
      const bool is_full = lines.size() == most;
      if (is_full && request_.state.empty()) {  // the state of those that are not shown costs
        ++left_out;
        continue;
      }
      // What is shown is looked at; of many, only what may have changed.
      const bool is_few = looked_at++ < JobRequest().last;
      const bool may_change = job->state != JobState::finished;
      JobRecord now = is_few || may_change ? read_record(store_.job_path(job->id)) : *job;
      std::string state = state_text(store_.job_path(now.id), now);
      if (!request_.state.empty() && state != request_.state) continue;
      if (is_full) {
        ++left_out;
      } else {
        lines.push_back({std::move(now), std::move(state)});
      }
    }
    std::reverse(lines.begin(), lines.end());
    return lines;
  }

 private:
  bool is_wanted(const JobRecord& job) const {
    if (!request_.method.empty() && job.method != request_.method) return false;
    if (!request_.script.empty() && !is_of_script(job)) return false;
    return request_.since.empty() || job.started >= since_;
  }

  const Store& store_;
  const JobRequest& request_;
  std::string since_;
  std::string script_;
};

Document line_document(const Selection::Line& line) {
  const JobRecord& job = line.job;
  Document document = {{"job", job.id},          {"method", job.method}, {"state", line.state},
                       {"started", job.started}, {"script", job.script}, {"line", job.line},
                       {"reads", job.reads}};
  if (job.state == JobState::finished) {
    document["seconds"] = job.seconds;
    document["rows"] = job.rows;
    document["bad_rows"] = job.bad_rows;
    document["bytes"] = job.bytes;
  }
  if (!job.trouble.empty()) document["trouble"] = job.trouble;
  return document;
}

std::vector<std::string> cells_of(const Selection::Line& line, std::int64_t now) {
  const JobRecord& job = line.job;
  std::vector<std::string> cells = {job.id, job.method.empty() ? "?" : job.method, line.state,
                                    age_text(job.started, now)};
  if (!job.trouble.empty()) {
    cells.insert(cells.end(), {"", "", "", "", job.trouble});
  } else if (job.state == JobState::finished) {
    cells.insert(cells.end(),
                 {duration_text(job.seconds), size_text(job.bytes), std::to_string(job.rows),
                  job.bad_rows == 0 ? "" : std::to_string(job.bad_rows)});
  }
  return cells;
}

void refuse_unknown_script(const Catalog& catalog, const Selection& selection,
                           const std::string& script) {
  std::set<std::string> scripts;
  for (const JobRecord& job : catalog.jobs()) {
    if (selection.is_of_script(job)) return;
    if (!job.script.empty()) scripts.insert(job.script);
  }
  throw Error("there is no job that " + quote(script) + " asked for first" +
              did_you_mean(selection.script(), {scripts.begin(), scripts.end()}));
}

void list_jobs(Output& output, const Project& project, const Store& store,
               const JobRequest& request) {
  const Catalog catalog(store);
  const Selection selection(project, store, request);
  const auto& methods = catalog.methods();
  if (!request.method.empty() && std::ranges::find(methods, request.method) == methods.end()) {
    throw Error("there is no job of " + quote(request.method) +
                did_you_mean(request.method, methods));
  }
  if (!request.script.empty()) refuse_unknown_script(catalog, selection, request.script);
  std::size_t left_out = 0;
  const auto lines = selection.take(catalog, left_out);
  if (request.json) {
    for (const auto& line : lines) output.line(json_line(line_document(line)));
    return;
  }
  if (lines.empty()) {
    return output.line(request.has_filter() ? "no such job" : "no jobs");
  }
  constexpr std::size_t kTime = 4, kBad = 7, kTrouble = 8;
  Table table({kTime, kTime + 1, kTime + 2, kBad});
  table.keep_backslashes(kTrouble);
  table.add({"job", "method", "state", "age", "time", "size", "rows", "bad"});
  const std::int64_t now = std::time(nullptr);
  for (const auto& line : lines) table.add(cells_of(line, now));
  table.print(output);
  if (left_out > 0) {
    output.line("and " + counted(left_out, "older one") + "; show more with --all or --last N");
  }
}

int run_job_command(const JobRequest& request) {
  const Project project = open_project(absolute_path("."));
  const Store store = open_store(project);
  Output output;
  bool is_readable = true;
  if (request.word.empty()) {
    list_jobs(output, project, store, request);
  } else if (request.path) {
    output.line(find_job(store, request.word).path());
  } else if (request.json) {
    show_job_as_json(output, store, find_job(store, request.word));
  } else {
    is_readable = show_job(output, store, find_job(store, request.word));
  }
  output.finish();
  return is_readable ? 0 : 1;
}

void check_usage(const Command& command, const JobRequest& request) {
  if (request.word.empty()) return command.refuse({"--path"}, "needs one job: name it");
  command.refuse({"--method", "--state", "--script", "--since", "--last", "--all"},
                 "is for the list of jobs, not for one job");
  if (request.path)
    command.refuse({"--json"}, "cannot be used with --path, which prints only the job's folder");
}

std::string since_complaint(const std::string& text) {
  if (is_date(text) || find_duration(text)) return "";
  return quote(text) + ": expected an age like 12h or 30d, or a date like 2024-02-29";
}

}  // namespace

void add_job_command(Command& program) {
  auto request = std::make_shared<JobRequest>();
  Command command = program.subcommand("job", "List jobs, or show one");
  command.option(
      "job", &request->word,
      "a job id (dev-4), a method name for its latest job (thumbnailer; the one before is "
      "thumbnailer~1), or a job's folder");
  command.option("--method", &request->method, "only jobs of this method");
  command.option("--state", &request->state, "only jobs in this state").choice(state_names());
  command.option("--script", &request->script, "only jobs that this script asked for first");
  command.option("--since", &request->since, "only jobs started since: 12h, 30d, 2024-02-29")
      .check(since_complaint);
  const Option last =
      command.option("--last", &request->last, "show this many of the newest jobs (default 40)")
          .range(1, 1'000'000'000);
  command.flag("--all", &request->all, "show all jobs").excludes(last);
  command.flag("--path", &request->path, "print only the folder of the named job");
  command.flag("--json", &request->json, "print one JSON object per job");
  command.footer(
      "Example: accel job --state failed --since 7d\n"
      "Example: accel job thumbnailer\n"
      "Example: cd $(accel job thumbnailer --path)");
  command.run([request, command] {
    check_usage(command, *request);
    return run_job_command(*request);
  });
}

}  // namespace accel
