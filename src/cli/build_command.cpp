// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "cli/command_line.h"
#include "urd/script.h"

namespace accel {
namespace {

/// What the command line says, with settings of accel.toml that may be given for one build; see
/// job/project.h.
struct BuildWords {
  BuildRequest request;
  std::string slices, concurrency, jobs, progress = "auto", colour = "auto";
};

std::string progress_complaint(const std::string& text) {
  if (find_progress_wish(text)) return "";
  return "expected auto, none, bar, log or log:SECONDS, not '" + escaped(text) + "'";
}

int build(BuildWords& words) {
  if (!words.slices.empty()) override_setting("ACCEL_SLICES", words.slices);
  if (!words.concurrency.empty()) override_setting("ACCEL_CONCURRENCY", words.concurrency);
  if (!words.jobs.empty()) override_setting("ACCEL_JOBS", words.jobs);
  words.request.progress = find_progress_wish(words.progress).value();
  if (words.colour == "always") words.request.colour = ColourWish::always;
  if (words.colour == "never") words.request.colour = ColourWish::never;
  return run_build(words.request);
}

}  // namespace

void add_build_command(Command& program, const std::vector<std::string>& rest) {
  auto words = std::make_shared<BuildWords>();
  BuildRequest& request = words->request;
  request.arguments = rest;
  Command command = program.subcommand("build", "Run build scripts and make the jobs that changed");
  command.option("script", &request.scripts, "build scripts, run in this order").required();
  command.option("--slices", &words->slices, "number of slices for imported datasets")
      .range(1, 100'000);
  command.option("--concurrency", &words->concurrency, "number of cores to use").range(1, 4096);
  command.option("--jobs", &words->jobs, "number of jobs to run at once (default: one per core)")
      .range(1, 4096);
  command.flag("--keep-going", &request.keep_going,
               "if a job or a script fails, go on with everything that does not depend on it");
  command.flag("--json", &request.json, "print one JSON object per job, then the totals");
  command.flag("--dry-run", &request.dry_run, "show what would be made and why, but make nothing");
  command.option("--force", &request.forced, "make the jobs of this method again; repeatable")
      .one_value();
  command.flag("--no-row-reuse", &request.no_row_reuse,
               "compute all rows of the jobs that are made; reuse finished jobs as usual");
  command
      .option("--progress", &words->progress,
              "show progress on standard error: auto (bars on a terminal), none, bar, log (a line "
              "per minute) or log:SECONDS")
      .check(progress_complaint)
      .shown_as("HOW");
  command
      .option("--color", &words->colour,
              "use colours: auto (on a terminal, unless NO_COLOR is set), always or never")
      .choice({"auto", "always", "never"})
      .shown_as("WHEN");
  command.footer(
      "urd.args() returns the arguments after --.\nExample: accel build build_thumbs.cpp");
  command.run([words] { return build(*words); });
}

}  // namespace accel
