// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.h"

#include <accel/error.h>

#include "base/cut_file.h"
#include "base/exit_codes.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/output.h"
#include "method/compile.h"
#include "method/config.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

ACCEL_EXPORT int accel_command_line(int argc, char** argv);

namespace accel {
namespace {

/// The exit code of an error: 2 for commands where 1 is an answer, as for grep(1) and diff(1).
int error_code(std::string_view command) {
  return command == "grep" || command == "diff" ? 2 : kFailed;
}

/// The place of the command's name among the arguments; `argc` when there is none.
int command_index(int argc, char** argv) {
  int i = 1;
  while (i < argc && argv[i][0] == '-') {
    const std::string_view word = argv[i];
    const bool has_value = word == "-C" || word == "--directory" || word == "--workdir";
    i += has_value ? 2 : 1;
  }
  return std::min(i, argc);
}

/// Cuts off what follows the first `--` of `accel build`: CLI11 would take it for more scripts.
std::vector<std::string> take_rest(int& argc, char** argv, int command) {
  std::vector<std::string> rest;
  const bool is_build = command < argc && std::strcmp(argv[command], "build") == 0;
  for (int i = command + 1; is_build && i < argc; ++i) {
    if (std::strcmp(argv[i], "--") != 0) continue;
    rest.assign(argv + i + 1, argv + argc);
    argc = i;
  }
  return rest;
}

using Add = void (*)(Command& program);

constexpr std::pair<std::string_view, Add> kCommands[] = {
    // clang-format off
    {"init", add_init_command},
    {"job", add_job_command},
    {"why", add_why_command},
    {"log", add_log_command},
    {"tree", add_tree_command},
    {"diff", add_diff_command},
    {"ds", add_ds_command},
    {"cat", add_cat_command},
    {"grep", add_grep_command},
    {"hist", add_hist_command},
    {"export", add_export_command},
    {"sheet", add_sheet_command},
    {"method", add_method_command},
    {"accept", add_accept_command},
    {"status", add_status_command},
    {"workdir", add_workdir_command},
    {"verify", add_verify_command},
    {"gc", add_gc_command},
    {"completion", add_completion_command}};
// clang-format on
constexpr std::pair<std::string_view, Add> kInnerCommands[] = {
    {"run-job", add_run_job_command},
    {"describe", add_describe_command},
    {"precompile", add_precompile_command},
    {"complete", add_complete_command}};

/// Makes the named command, or all: making one costs as much as all the work of a small job's
/// process.
void add_commands(Command& program, const std::vector<std::string>& rest, std::string_view named) {
  if (named == "build") return add_build_command(program, rest);
  for (const auto& [name, add] : kInnerCommands) {
    if (name == named) return add(program);
  }
  for (const auto& [name, add] : kCommands) {
    if (name == named) return add(program);
  }
  add_all_commands(program);
}

/// For a name that is not a command's.
void refuse_command(const std::string& name) {
  std::vector<std::string> names{"build"};
  for (const auto& [known, add] : kCommands) names.emplace_back(known);
  std::fprintf(stderr, "accel: error: there is no command %s%s; 'accel --help' lists them\n",
               quote(name).c_str(), did_you_mean(name, names).c_str());
}

/// If the parent closed one of these descriptors, a file of ours would get it, and output would go
/// there.
void open_standard_descriptors() {
  for (int fd = 0; fd < 3; ++fd) {
    if (::fcntl(fd, F_GETFD) < 0) ::open("/dev/null", O_RDWR);
  }
}

/// Reports output by stdio that could not be written.
void finish_output() {
  const bool failed = std::fflush(stdout) != 0 || std::ferror(stdout) != 0;
  if (failed) throw SystemError("write", "standard output", errno == 0 ? EIO : errno);
}

int run_command(const Run& run, int failed) {
  try {  // the top of the program
    const int code = run();
    finish_output();
    return code;
  } catch (const OutputClosed&) {
    return 0;
  } catch (const UsageError& error) {
    std::fprintf(stderr, "accel: error: %s\n", printable(error.what()).c_str());
    return kWrongCommandLine;
  } catch (const SystemError& error) {
    std::fprintf(stderr, "accel: error: %s\n", printable(error.what()).c_str());
    return kAccelFailed;
  } catch (const CompileError& error) {
    std::fprintf(stderr, "%saccel: error: %s\n", error.output().c_str(),
                 printable(error.what()).c_str());
    return failed;
  } catch (const Error& error) {
    std::fprintf(stderr, "accel: error: %s\n", printable(error.what()).c_str());
    return failed;
  } catch (const std::bad_alloc&) {
    std::fputs("accel: error: out of memory\n", stderr);
    return kAccelFailed;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "accel: error: %s\n", printable(error.what()).c_str());
    return kAccelFailed;
  }
}

}  // namespace

void add_all_commands(Command& program) {
  add_build_command(program, {});
  for (const auto& [name, add] : kCommands) add(program);
}

void add_place_options(Command& program, WorkPlace& place) {
  program.option("-C,--directory", &place.folder, "run as if started in this folder");
  program.option("--workdir", &place.workdir, "the folder for jobs; overrides accel.toml");
}

void go_to(const WorkPlace& place) {
  if (!place.folder.empty() && ::chdir(place.folder.c_str()) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) {
      throw UsageError("there is no folder " + quote(place.folder));
    }
    throw SystemError("enter", place.folder, errno);
  }
  if (!place.workdir.empty()) override_setting("ACCEL_WORKDIR", absolute_path(place.workdir));
}

void override_setting(const char* variable, const std::string& value) {
  ::setenv(variable, value.c_str(), 1);
}

}  // namespace accel

int accel_command_line(int argc, char** argv) {
  using namespace accel;
  open_standard_descriptors();
  CommandLine line("accel",
                   "accel runs jobs over images and other data. It runs only what changed, and "
                   "keeps results in plain folders.",
                   "accel " ACCEL_VERSION "\n" ACCEL_ALL_LIBRARIES);
  Command program = line.program();
  program.footer(
      "Start with: accel init myproject\n"
      "The environment variables ACCEL_WORKDIR, ACCEL_SLICES and ACCEL_CONCURRENCY override "
      "accel.toml.");
  WorkPlace place;
  add_place_options(program, place);
  const int command = command_index(argc, argv);
  const std::vector<std::string> rest = take_rest(argc, argv, command);
  const std::string_view named = command < argc ? argv[command] : "";
  add_commands(program, rest, named);
  if (argc == 1) {
    std::fputs(line.help().c_str(), stderr);
    return kWrongCommandLine;
  }
  if (command < argc && program.subcommands().size() > 1) {
    refuse_command(argv[command]);
    return kWrongCommandLine;
  }
  const int failed = error_code(named);
  report_cut_files(failed);
  std::signal(SIGCHLD, SIG_DFL);  // the parent may ignore it; we wait for children
  if (const auto code = line.parse(argc, argv, kWrongCommandLine)) return *code;
  return run_command(
      [&] {
        go_to(place);
        return line.run();
      },
      failed);
}
