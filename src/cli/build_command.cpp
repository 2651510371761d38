// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "build/script.h"
#include "cli/command_line.h"

namespace accel {

void add_build_command(CLI::App& app, Run& run, const std::vector<std::string>& rest) {
  auto request = std::make_shared<BuildRequest>();
  CLI::App* command = app.add_subcommand("build", "Run build scripts: make the jobs that changed");
  command->add_option("script", request->scripts, "build scripts, run in this order")->required();
  command->add_flag("--json", request->json, "one JSON object a job, and the totals");
  command->add_option_function<std::string>(
      "--progress",
      [request](const std::string& text) {
        const auto wish = find_progress_wish(text);
        if (!wish) throw CLI::ValidationError("--progress", "expected auto, none, bar, log or log:SECONDS, not '" + escaped(text) + "'");
        request->progress = *wish;
      },
      "how far jobs are, on standard error: auto (bars on a terminal), none, bar, log (a line a "
      "minute), log:SECONDS")
      ->option_text("HOW");
  const std::map<std::string, ColourWish> colours = {{"auto", ColourWish::automatic},
                                                     {"always", ColourWish::always},
                                                     {"never", ColourWish::never}};
  command
      ->add_option("--color", request->colour,
                   "colours: auto (on a terminal, unless NO_COLOR is set), always, never")
      ->transform(CLI::CheckedTransformer(colours))
      ->option_text("WHEN");
  command->footer("What follows -- is what urd.args() gives.\nExample: accel build build_thumbs.cpp");
  command->callback([request, &run, &rest] {
    request->arguments = rest;
    run = [request] { return run_build(*request); };
  });
}

}  // namespace accel
