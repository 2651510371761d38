// SPDX-License-Identifier: Apache-2.0
// `accel log`: the builds that ran in this project, when, how they ended, and what they made.
#include "base/json.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "job/project.h"
#include "view/logged_builds.h"
#include "view/quantity.h"

#include <algorithm>
#include <ctime>

namespace accel {
namespace {

struct LogRequest {
  std::size_t last = 20;
  bool jobs = false;
  bool json = false;
};

/// A killed build did not record how often it reused a job.
std::string counts_text(const LoggedBuild& build) {
  if (build.exit_code) {
    std::string text =
        std::to_string(build.made) + " made, " + std::to_string(build.reused) + " reused";
    if (build.failed > 0) text += ", " + std::to_string(build.failed) + " failed";
    return text;
  }
  const std::vector<LoggedCall> jobs = changed_jobs(build);
  return std::to_string(std::ranges::count(jobs, "made", &LoggedCall::outcome)) + " made";
}

std::string call_text(const LoggedBuild& build) {
  std::string text = joined(build.scripts, " ");
  if (!build.arguments.empty()) text += " -- " + joined(build.arguments, " ");
  return text;
}

void print_builds(Output& output, const std::vector<LoggedBuild>& builds, bool with_jobs) {
  const std::int64_t now = std::time(nullptr);
  constexpr std::size_t kAge = 1, kTime = 3;
  Table table({kAge, kTime});
  table.add({"begun", "age", "ended", "time", "jobs", "scripts"});
  for (const LoggedBuild& build : builds) {
    const std::string time = build.exit_code ? duration_text(build.seconds) : "";
    table.add({build.started, age_text(build.started, now), outcome_text(build), time,
               counts_text(build), call_text(build)});
    if (!with_jobs) continue;
    for (const LoggedCall& job : changed_jobs(build)) {
      table.add({"", "", job.outcome, duration_text(job.seconds), job.job + " " + job.method});
    }
  }
  table.print(output);
}

int show_log(const LogRequest& request) {
  const Project project = open_project(absolute_path("."));
  const std::vector<LoggedBuild> builds = read_builds(project, request.last);
  Output output;
  if (request.json) {
    for (const LoggedBuild& build : builds)
      output.line(json_line(document(build, project.workdir)));
  } else if (builds.empty()) {
    output.line("no builds yet");
  } else {
    print_builds(output, builds, request.jobs);
  }
  output.finish();
  return 0;
}

}  // namespace

void add_log_command(Command& program) {
  auto request = std::make_shared<LogRequest>();
  Command command = program.subcommand("log", "List the builds that ran, newest last");
  command.option("--last", &request->last, "show this many builds (default 20)")
      .range(1, 1'000'000);
  command.flag("--jobs", &request->jobs, "also list the jobs that each build made");
  command.flag("--json", &request->json, "print one JSON object per build");
  command.footer("Example: accel log --last 5 --jobs");
  command.run([request] { return show_log(*request); });
}

}  // namespace accel
