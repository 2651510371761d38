// SPDX-License-Identifier: Apache-2.0
// `accel diff JOB JOB`: how two jobs differ, in what they were made from and in what they made.
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "view/find_job.h"
#include "view/job_comparison.h"

namespace accel {
namespace {

constexpr int kDiffers = 1;

std::string title(const Job& job) {
  const std::string state = state_text(job.path(), read_record(job.path()));
  return job.id() + " (" + job.method() + (state == "finished" ? "" : ", " + state) + ")";
}

void print_section(Output& output, const char* name, const std::vector<std::string>& lines) {
  output.line(std::string(name) + (lines.empty() ? ": the same" : ":"));
  for (const std::string& line : lines) output.line("  " + printable_line(line));
}

int show_diff(const std::pair<std::string, std::string>& words, bool json) {
  const Project project = open_project(absolute_path("."));
  const Store store = open_store(project);
  const Job before = find_job(store, words.first);
  const Job now = find_job(store, words.second);
  const JobComparison found = compare_jobs(project, before, now);
  Output output;
  if (json) {
    output.line(json_line(document(found)));
  } else {
    output.line(escaped(title(before)) + " and " + escaped(title(now)));
    print_section(output, "made of", found.made_of);
    if (found.unfinished.empty()) {
      print_section(output, "made", found.made);
    } else {
      output.line("made: not compared, because " + found.unfinished + " is not finished");
    }
  }
  output.finish();
  return found.is_same() ? 0 : kDiffers;
}

}  // namespace

void add_diff_command(Command& program) {
  auto words = std::make_shared<std::pair<std::string, std::string>>();
  auto json = std::make_shared<bool>(false);
  Command command = program.subcommand("diff", "Show how two jobs differ");
  command.option("job", &words->first, "the earlier job").required();
  command.option("other_job", &words->second, "the later job").required();
  command.flag("--json", json.get(), "print one JSON object");
  command.footer(
      "Exit code: 0 if the jobs are the same, 1 if they differ, 2 on an error.\n"
      "Example: accel diff thumbnailer~1 thumbnailer");
  command.run([words, json] { return show_diff(*words, *json); });
}

}  // namespace accel
