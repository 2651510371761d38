// SPDX-License-Identifier: Apache-2.0
// `accel init [FOLDER]`: a project that builds at once.
#include "base/file.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"

namespace accel {
namespace {

constexpr const char* kSettings =
    R"(# Every setting here has a default; delete the ones you do not need.
# slices = 8                  # of datasets that are imported
# workdir = "workdirs/dev"    # the last folder names the jobs: dev-0, dev-1 ...
# methods = ["methods"]       # folders with your methods

[compile]
# compiler = "g++"
# flags = ["-O3"]
# packages = ["opencv4"]      # pkg-config names, for your scripts and methods
)";

constexpr const char* kScript = R"(// Run it with: accel build build.cpp
#include <accel/build.h>

#include <cstdio>

void accel_main(accel::Urd& urd) {
  auto hello = urd.build("hello", {{"name", "world"}, {"times", 3}});
  std::printf("%s\n", hello.result().text().c_str());
}
)";

constexpr const char* kMethod =
    R"(// hello: a first method. Each slice makes some greetings; synthesis puts them together.
#include <accel/method.h>

struct Hello : accel::Method {
  std::string name = option("name", "you", "whom to greet");
  int times = option("times", 1, "how many times, in each slice");

  int analysis(int slice) { return slice < slices() ? times : 0; }

  std::string synthesis(const std::vector<int>& greetings) {
    int total = 0;
    for (int count : greetings) total += count;
    return "hello " + name + ", " + std::to_string(total) + " times";
  }
};
ACCEL_METHOD(Hello)
)";

constexpr const char* kIgnored = ".accel/\nworkdirs/\nresults/\n";

int make_project(const std::string& folder) {
  const std::pair<const char*, const char*> files[] = {{"accel.toml", kSettings},
                                                       {"build.cpp", kScript},
                                                       {"methods/hello.cpp", kMethod},
                                                       {".gitignore", kIgnored}};
  for (const auto& [name, text] : files) {
    if (exists(join_path(folder, name))) {
      throw Error(quote(join_path(folder, name)) + " already exists; nothing was changed");
    }
  }
  for (const auto& [name, text] : files) {
    const std::string path = join_path(folder, name);
    make_folders(parent_path(path));
    write_file(path, text);
  }
  const bool is_here = absolute_path(folder) == absolute_path(".");
  Output output;
  output.line("created a project; run it with:");
  output.line("  " + (is_here ? "" : "cd " + shell_word(folder) + " && ") +
              "accel build build.cpp");
  output.finish();
  return 0;
}

}  // namespace

void add_init_command(Command& program) {
  auto folder = std::make_shared<std::string>(".");
  Command command = program.subcommand("init", "Create a project that is ready to build");
  command.option("folder", folder.get(), "the project's folder; created if it does not exist");
  command.footer("Example: accel init myproject");
  command.run([folder] { return make_project(*folder); });
}

}  // namespace accel
