// SPDX-License-Identifier: Apache-2.0
// `accel job`: a table of jobs. `accel job JOB`: one, with everything known about it.
#include "base/json.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/job_page.h"
#include "view/find_job.h"
#include "view/job_list.h"
#include "view/job_view.h"
#include "view/quantity.h"

#include <ctime>

namespace accel {
namespace {

struct JobsRequest {
  std::string word;
  JobFilter filter;
  bool json = false;
  bool path = false;
};

std::vector<std::string> cells_of(const ListedJob& line, std::int64_t now) {
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

void print_jobs(Output& output, const JobList& list, const JobFilter& filter) {
  if (list.lines.empty()) {
    return output.line(filter.is_empty() ? "no jobs" : "no such job");
  }
  constexpr std::size_t kTime = 4, kBad = 7, kTrouble = 8;
  Table table({kTime, kTime + 1, kTime + 2, kBad});
  table.keep_backslashes(kTrouble);
  table.add({"job", "method", "state", "age", "time", "size", "rows", "bad"});
  const std::int64_t now = std::time(nullptr);
  for (const ListedJob& line : list.lines) table.add(cells_of(line, now));
  table.print(output);
  if (list.left_out > 0) {
    output.line("and " + counted(list.left_out, "older one") +
                "; show more with --all or --last N");
  }
}

int run_job_command(const JobsRequest& request) {
  const Project project = open_project(absolute_path("."));
  const Store store = open_store(project);
  Output output;
  bool is_readable = true;
  if (request.word.empty()) {
    const JobList list = list_jobs(project, store, request.filter);
    if (request.json) {
      for (const ListedJob& line : list.lines) output.line(json_line(document(line)));
    } else {
      print_jobs(output, list, request.filter);
    }
  } else if (request.path) {
    output.line(find_job(store, request.word).path());
  } else if (request.json) {
    output.line(json_line(document(look_at_job(store, find_job(store, request.word)))));
  } else {
    is_readable = show_job(output, store, find_job(store, request.word));
  }
  output.finish();
  return is_readable ? 0 : 1;
}

void check_usage(const Command& command, const JobsRequest& request) {
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
  auto request = std::make_shared<JobsRequest>();
  Command command = program.subcommand("job", "List jobs, or show one");
  command.option(
      "job", &request->word,
      "a job id (dev-4), a method name for its latest job (thumbnailer; the one before is "
      "thumbnailer~1), or a job's folder");
  command.option("--method", &request->filter.method, "only jobs of this method");
  command.option("--state", &request->filter.state, "only jobs in this state")
      .choice(job_state_names());
  command.option("--script", &request->filter.script, "only jobs that this script requested first");
  command.option("--since", &request->filter.since, "only jobs started since: 12h, 30d, 2024-02-29")
      .check(since_complaint);
  const Option last =
      command
          .option("--last", &request->filter.last, "show this many of the newest jobs (default 40)")
          .range(1, 1'000'000'000);
  command.flag("--all", &request->filter.all, "show all jobs").excludes(last);
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
