// SPDX-License-Identifier: Apache-2.0
#include "cli/where.h"

#include "base/file.h"

#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace accel {

void add_where_options(CLI::App& app, Where& where) {
  app.add_option("-C,--directory", where.folder, "work in this folder");
  app.add_option("--workdir", where.workdir, "where jobs lie, instead of what accel.toml says");
}

int command_place(int argc, char** argv) {
  int i = 1;
  while (i < argc && argv[i][0] == '-') {
    const std::string_view word = argv[i];
    const bool has_value = word == "-C" || word == "--directory" || word == "--workdir";
    i += has_value ? 2 : 1;
  }
  return std::min(i, argc);
}

void go_to(const Where& where) {
  if (!where.folder.empty() && ::chdir(where.folder.c_str()) != 0) {
    throw SystemError("enter", where.folder, errno);
  }
  if (!where.workdir.empty()) override_setting("ACCEL_WORKDIR", absolute_path(where.workdir));
}

void override_setting(const char* variable, const std::string& value) {
  ::setenv(variable, value.c_str(), 1);
}

}  // namespace accel
