// SPDX-License-Identifier: Apache-2.0
// The program `accel`: one file per command. Exit codes: 0 done; 1 a job or the script failed, or
// there is another error; 2 wrong command line; 3 accel itself failed; 130 interrupted. For `grep`
// and `diff` 1 is an answer, and errors are 2.
#pragma once

#include "cli/command.h"

#include <string>
#include <vector>

namespace accel {

/// `rest`: what came after `--`.
void add_build_command(Command& program, const std::vector<std::string>& rest);
void add_init_command(Command& program);
void add_job_command(Command& program);
void add_log_command(Command& program);
void add_tree_command(Command& program);
void add_diff_command(Command& program);
void add_ds_command(Command& program);
void add_cat_command(Command& program);
void add_grep_command(Command& program);
void add_hist_command(Command& program);
void add_export_command(Command& program);
void add_sheet_command(Command& program);
void add_method_command(Command& program);
void add_status_command(Command& program);
void add_verify_command(Command& program);
void add_workdir_command(Command& program);
void add_completion_command(Command& program);
void add_gc_command(Command& program);
void add_accept_command(Command& program);
void add_why_command(Command& program);
/// All commands for users.
void add_all_commands(Command& program);
// Commands that accel calls itself, or a shell.
void add_complete_command(Command& program);
void add_run_job_command(Command& program);
void add_describe_command(Command& program);
void add_precompile_command(Command& program);

/// Where a command works: `-C DIR` and `--workdir W`. They may come before the command's name, or
/// after it unless the command has its own option of that name (grep has -C).
struct WorkPlace {
  std::string folder;   ///< entered first, when it is given
  std::string workdir;  ///< relative to that folder; instead of what accel.toml says
};
void add_place_options(Command& program, WorkPlace& place);
/// Throws Error when the folder cannot be entered.
void go_to(const WorkPlace& place);
/// Makes this process and those it starts ignore the setting of accel.toml that `variable`
/// overrides (see job/project.h).
void override_setting(const char* variable, const std::string& value);

}  // namespace accel
