// SPDX-License-Identifier: Apache-2.0
#include "build/script.h"
#include "cli/command_line.h"

namespace accel {

void add_build_command(CLI::App& app, Run& run) {
  auto request = std::make_shared<BuildRequest>();
  CLI::App* command = app.add_subcommand("build", "Run build scripts: make the jobs that changed");
  command->add_option("script", request->scripts, "build scripts, run in this order")->required();
  command->add_flag("--json", request->json, "one JSON object a job, and the totals");
  command->add_option("arguments", request->arguments, "after --: what urd.args() gives")
      ->type_name("-- ARGS");
  command->footer("Example: accel build build_thumbs.cpp");
  command->prefix_command();
  command->callback([command, request, &run] {
    // CLI11 leaves all that follows `--` here, after the scripts.
    for (const std::string& rest : command->remaining()) request->arguments.push_back(rest);
    run = [request] { return run_build(*request); };
  });
}

}  // namespace accel
