// SPDX-License-Identifier: Apache-2.0
// `accel status`: the builds that run now, with their jobs and the current row of each worker.
#include "base/file.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "job/project.h"
#include "progress/running_build.h"

namespace accel {
namespace {

int print_status(bool json) {
  const Project project = open_project(absolute_path("."));
  const std::vector<RunningBuild> builds = find_running(project);
  Output out;
  if (json) {
    out.print(json_text(running_document(builds)));
  } else {
    for (const std::string& line : running_lines(builds)) out.line(line);
    if (builds.empty())
      out.line("no build is running in " + escaped(project.shown(project.workdir)));
  }
  out.finish();
  return 0;
}

}  // namespace

void add_status_command(Command& program) {
  auto json = std::make_shared<bool>(false);
  Command command = program.subcommand("status", "Show the progress of running builds");
  command.flag("--json", json.get(), "print JSON");
  command.footer("Example: accel status");
  command.run([json] { return print_status(*json); });
}

}  // namespace accel
