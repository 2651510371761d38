// SPDX-License-Identifier: Apache-2.0
// `accel workdir`: where jobs are, how many, and how much disk space is left.
#include "base/json.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "job/project.h"
#include "view/workdir_view.h"

namespace accel {
namespace {

void print_workdir(Output& output, const WorkdirView& view, const char* role) {
  output.line(std::string(base_name(view.path)) + "  " + escaped(view.path) + role);
  if (!view.is_there) return output.line("  does not exist yet");
  std::vector<std::string> states;
  std::uint64_t jobs = 0;
  for (const auto& [state, count] : view.jobs) {
    states.push_back(std::to_string(count) + " " + state);
    jobs += count;
  }
  output.line("  " + counted(jobs, "job") + (states.empty() ? "" : ": " + joined(states, ", ")));
  output.line("  " + size_text(view.bytes) + " of columns and files; " +
              size_text(view.free_bytes) + " free on its disk");
  if (!view.is_writable) output.line("  it is not writable");
}

int show_workdirs(bool json) {
  const Project project = open_project(absolute_path("."));
  Output output;
  const auto show = [&](const std::string& path, bool is_source) {
    const WorkdirView view = look_at_workdir(path);
    if (json) return output.line(json_line(document(view, is_source)));
    print_workdir(output, view, is_source ? "  (read from)" : "");
  };
  show(project.workdir, false);
  for (const std::string& source : project.sources) show(source, true);
  output.finish();
  return 0;
}

}  // namespace

void add_workdir_command(Command& program) {
  auto json = std::make_shared<bool>(false);
  Command command =
      program.subcommand("workdir", "Show where jobs are stored and how much space is left");
  command.flag("--json", json.get(), "print one JSON object per workdir");
  command.footer("Example: accel workdir");
  command.run([json] { return show_workdirs(*json); });
}

}  // namespace accel
