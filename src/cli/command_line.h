// SPDX-License-Identifier: Apache-2.0
// The program `accel`: one file a command. Exit codes: 0 done; 1 a job or the script failed, or
// there is another error; 2 wrong command line; 3 accel itself failed; 130 interrupted. Of `grep`
// and `diff` 1 is an answer, and errors are 2.
#pragma once

#include <accel/export.h>

#include <CLI/CLI.hpp>

#include <functional>
#include <string>
#include <vector>

namespace accel {

/// What a command registers: its options, and what to run; the returned number is the exit code.
using Run = std::function<int()>;

/// `rest`: what came after `--`.
void add_build_command(CLI::App& app, Run& run, const std::vector<std::string>& rest);
void add_init_command(CLI::App& app, Run& run);
void add_job_command(CLI::App& app, Run& run);
void add_log_command(CLI::App& app, Run& run);
void add_tree_command(CLI::App& app, Run& run);
void add_diff_command(CLI::App& app, Run& run);
void add_ds_command(CLI::App& app, Run& run);
void add_cat_command(CLI::App& app, Run& run);
void add_grep_command(CLI::App& app, Run& run);
void add_hist_command(CLI::App& app, Run& run);
void add_export_command(CLI::App& app, Run& run);
void add_sheet_command(CLI::App& app, Run& run);
void add_method_command(CLI::App& app, Run& run);
void add_status_command(CLI::App& app, Run& run);
void add_verify_command(CLI::App& app, Run& run);
void add_workdir_command(CLI::App& app, Run& run);
void add_completion_command(CLI::App& app, Run& run);
void add_gc_command(CLI::App& app, Run& run);
void add_accept_command(CLI::App& app, Run& run);
void add_why_command(CLI::App& app, Run& run);
/// Every command that a person calls.
void add_all_commands(CLI::App& app, Run& run);
// Those that accel calls itself, or a shell.
void add_complete_command(CLI::App& app, Run& run);
void add_run_job_command(CLI::App& app, Run& run);
void add_describe_command(CLI::App& app, Run& run);
void add_precompile_command(CLI::App& app, Run& run);

}  // namespace accel
