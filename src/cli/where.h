// SPDX-License-Identifier: Apache-2.0
// Where a command works: `-C DIR` and `--workdir W`, which may stand before its name, or behind it
// where it has no option of that name itself (grep has -C).
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace accel {

struct Where {
  std::string folder;   ///< entered first, when it is given
  std::string workdir;  ///< relative to that folder; instead of what accel.toml says
};

void add_where_options(CLI::App& app, Where& where);
/// The place of the command's name among the arguments; `argc` when there is none.
int command_place(int argc, char** argv);
/// Throws Error when the folder cannot be entered.
void go_to(const Where& where);
/// For this process and those it starts: what accel.toml says of `variable` (as job/project.h names
/// it) does not count.
void override_setting(const char* variable, const std::string& value);

}  // namespace accel
