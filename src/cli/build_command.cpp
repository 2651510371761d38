// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "build/script.h"
#include "cli/command_line.h"
#include "cli/where.h"

namespace accel {
namespace {

/// Those of accel.toml that may be given for one build; see job/project.h.
struct BuildSettings {
  std::string slices, concurrency;
};

}  // namespace

void add_build_command(CLI::App& app, Run& run, const std::vector<std::string>& rest) {
  auto request = std::make_shared<BuildRequest>();
  CLI::App* command = app.add_subcommand("build", "Run build scripts: make the jobs that changed");
  command->add_option("script", request->scripts, "build scripts, run in this order")->required();
  auto settings = std::make_shared<BuildSettings>();
  command->add_option("--slices", settings->slices, "of datasets that are imported")
      ->check(CLI::Range(1, 100'000));
  command->add_option("--concurrency", settings->concurrency, "workers at once")
      ->check(CLI::Range(1, 4096));
  command->add_flag("--keep-going", request->keep_going,
                    "when a script fails, run the others still");
  command->add_flag("--json", request->json, "one JSON object a job, and the totals");
  command->add_flag("--dry-run", request->dry_run, "say what would be made and why, make nothing");
  command->add_option("--force", request->forced, "make the jobs of this method again; repeatable")
      ->allow_extra_args(false);
  command
      ->add_option_function<std::string>(
          "--progress",
          [request](const std::string& text) {
            const auto wish = find_progress_wish(text);
            if (!wish)
              throw CLI::ValidationError(
                  "--progress",
                  "expected auto, none, bar, log or log:SECONDS, not '" + escaped(text) + "'");
            request->progress = *wish;
          },
          "how far jobs are, on standard error: auto (bars on a terminal), none, bar, log (a line "
          "a "
          "minute), log:SECONDS")
      ->option_text("HOW");
  const std::map<std::string, ColourWish> colours = {{"auto", ColourWish::automatic},
                                                     {"always", ColourWish::always},
                                                     {"never", ColourWish::never}};
  command
      ->add_option_function<std::string>(
          "--color",
          [request, colours](const std::string& text) { request->colour = colours.at(text); },
          "colours: auto (on a terminal, unless NO_COLOR is set), always, never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->option_text("WHEN");
  command->footer(
      "What follows -- is what urd.args() gives.\nExample: accel build build_thumbs.cpp");
  command->callback([request, settings, &run, &rest] {
    request->arguments = rest;
    run = [request, settings] {
      if (!settings->slices.empty()) override_setting("ACCEL_SLICES", settings->slices);
      if (!settings->concurrency.empty()) {
        override_setting("ACCEL_CONCURRENCY", settings->concurrency);
      }
      return run_build(*request);
    };
  });
}

}  // namespace accel
