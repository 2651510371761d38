// SPDX-License-Identifier: Apache-2.0
// `accel log`: the builds that ran in this project, when, how they ended, and what they made.
#include "base/json.h"
#include "base/text.h"
#include "build/journal.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "cli/quantity.h"
#include "job/project.h"

#include <ctime>

namespace accel {
namespace {

struct LogRequest {
  std::size_t last = 20;
  bool jobs = false;
  bool json = false;
};

std::string outcome_text(const JournalBuild& build) {
  if (build.is_running) return "running";
  if (!build.exit_code) return "killed";
  switch (*build.exit_code) {
    case 0: return "done";
    case 130: return "interrupted";
    default: return "exit " + std::to_string(*build.exit_code);
  }
}

/// A build that was killed said nothing of what it reused.
std::string counts_text(const JournalBuild& build) {
  if (build.exit_code) {
    std::string text =
        std::to_string(build.made) + " made, " + std::to_string(build.reused) + " reused";
    if (build.failed > 0) text += ", " + std::to_string(build.failed) + " failed";
    return text;
  }
  const auto failed = std::ranges::count_if(build.jobs, &JournalJob::failed);
  return std::to_string(static_cast<std::ptrdiff_t>(build.jobs.size()) - failed) + " made";
}

std::string call_text(const JournalBuild& build) {
  std::string text = joined(build.scripts, " ");
  if (!build.arguments.empty()) text += " -- " + joined(build.arguments, " ");
  return text;
}

void print_builds(Output& output, const std::vector<JournalBuild>& builds, bool with_jobs) {
  const std::int64_t now = std::time(nullptr);
  constexpr std::size_t kAge = 1, kTime = 3;
  Table table({kAge, kTime});
  table.add({"begun", "age", "ended", "time", "jobs", "scripts"});
  for (const JournalBuild& build : builds) {
    const std::string time = build.exit_code ? duration_text(build.seconds) : "";
    table.add({build.started, age_text(build.started, now), outcome_text(build), time,
               counts_text(build), call_text(build)});
    if (!with_jobs) continue;
    for (const JournalJob& job : build.jobs) {
      table.add({"", "", job.failed ? "failed" : "made", duration_text(job.seconds),
                 job.id + " " + job.method});
    }
  }
  table.print(output);
}

Document build_document(const JournalBuild& build) {
  Document jobs = Document::array();
  for (const JournalJob& job : build.jobs) {
    jobs.push_back({{"job", job.id},
                    {"method", job.method},
                    {"outcome", job.failed ? "failed" : "made"},
                    {"seconds", job.seconds}});
  }
  return {{"started", build.started},
          {"outcome", outcome_text(build)},
          {"exit", build.exit_code ? Document(*build.exit_code) : Document()},
          {"seconds", build.exit_code ? Document(build.seconds) : Document()},
          {"made", build.made},
          {"reused", build.reused},
          {"failed", build.failed},
          {"workdir", build.workdir},
          {"scripts", build.scripts},
          {"arguments", build.arguments},
          {"user", build.user},
          {"host", build.host},
          {"jobs", jobs}};
}

int show_log(const LogRequest& request) {
  const Project project = open_project(absolute_path("."));
  const std::vector<JournalBuild> builds = read_journal(project, request.last);
  Output output;
  if (request.json) {
    for (const JournalBuild& build : builds) output.line(json_line(build_document(build)));
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
  Command command = program.subcommand("log", "List the builds that ran, the newest last");
  command.option("--last", &request->last, "so many (default 20)").range(1, 1'000'000);
  command.flag("--jobs", &request->jobs, "with the jobs that each made");
  command.flag("--json", &request->json, "one JSON object a build");
  command.footer("Example: accel log --last 5 --jobs");
  command.run([request] { return show_log(*request); });
}

}  // namespace accel
