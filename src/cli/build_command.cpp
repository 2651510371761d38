// SPDX-License-Identifier: Apache-2.0
#include "build/script.h"
#include "cli/command_line.h"

namespace accel {

void add_build_command(CLI::App& app, Run& run, const std::vector<std::string>& rest) {
  auto request = std::make_shared<BuildRequest>();
  CLI::App* command = app.add_subcommand("build", "Run build scripts: make the jobs that changed");
  command->add_option("script", request->scripts, "build scripts, run in this order")->required();
  command->add_flag("--json", request->json, "one JSON object a job, and the totals");
  command->footer("What follows -- is what urd.args() gives.\nExample: accel build build_thumbs.cpp");
  command->callback([request, &run, &rest] {
    request->arguments = rest;
    run = [request] { return run_build(*request); };
  });
}

}  // namespace accel
