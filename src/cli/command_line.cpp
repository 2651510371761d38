// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.h"

#include <accel/error.h>

#include "base/exit_codes.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/output.h"
#include "cli/usage.h"
#include "cli/where.h"
#include "method/compile.h"
#include "method/config.h"

#include <fcntl.h>

#include <csignal>
#include <cstdio>
#include <cstring>

ACCEL_EXPORT int accel_command_line(int argc, char** argv);

namespace accel {
namespace {

/// What an error ends with. Where 1 is an answer it is 2, as with grep(1) and diff(1).
int error_code(std::string_view command) {
  return command == "grep" || command == "diff" ? 2 : kFailed;
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

using Add = void (*)(CLI::App& app, Run& run);

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

/// That which is named, or all: making one costs as much as a small job's process has to do.
void add_commands(CLI::App& app, Run& run, const std::vector<std::string>& rest,
                  std::string_view named) {
  if (named == "build") return add_build_command(app, run, rest);
  for (const auto& [name, add] : kInnerCommands) {
    if (name == named) return add(app, run);
  }
  for (const auto& [name, add] : kCommands) {
    if (name == named) return add(app, run);
  }
  add_all_commands(app, run);
}

/// For a name that is none of a command.
void refuse_command(const std::string& name) {
  std::vector<std::string> names{"build"};
  for (const auto& [known, add] : kCommands) names.emplace_back(known);
  std::fprintf(stderr, "accel: error: there is no command %s%s; 'accel --help' lists them\n",
               quote(name).c_str(), did_you_mean(name, names).c_str());
}

std::string command_line_error(const CLI::App*, const CLI::Error& error) {
  return "accel: error: " + printable(error.what()) + "\n  --help says what there is\n";
}

/// A descriptor that the starter closed would be given to a file of ours, and be printed on.
void open_standard_descriptors() {
  for (int fd = 0; fd < 3; ++fd) {
    if (::fcntl(fd, F_GETFD) < 0) ::open("/dev/null", O_RDWR);
  }
}

/// What a command printed by stdio, and could not.
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

void add_all_commands(CLI::App& app, Run& run) {
  static const std::vector<std::string> kNone;
  add_build_command(app, run, kNone);
  for (const auto& [name, add] : kCommands) add(app, run);
}

}  // namespace accel

int accel_command_line(int argc, char** argv) {
  accel::open_standard_descriptors();
  CLI::App app("accel runs what changed: jobs over images and other data, kept in plain folders.");
  app.name("accel");
  app.set_version_flag("--version", "accel " ACCEL_VERSION "\n" ACCEL_ALL_LIBRARIES);
  app.require_subcommand(1);
  app.footer(
      "Start with: accel init myproject\n"
      "ACCEL_WORKDIR, ACCEL_SLICES and ACCEL_CONCURRENCY in the environment come before "
      "accel.toml.");
  accel::Run run;
  accel::Where where;
  accel::add_where_options(app, where);
  const int command = accel::command_place(argc, argv);
  const std::vector<std::string> rest = accel::take_rest(argc, argv, command);
  const std::string_view named = command < argc ? argv[command] : "";
  accel::add_commands(app, run, rest, named);
  for (CLI::App* one : app.get_subcommands({})) one->fallthrough();
  if (argc == 1) {
    std::fputs(app.help().c_str(), stderr);
    return accel::kWrongCommandLine;
  }
  if (command < argc && app.get_subcommands({}).size() > 1) {
    accel::refuse_command(argv[command]);
    return accel::kWrongCommandLine;
  }
  app.failure_message(accel::command_line_error);
  const int failed = accel::error_code(named);
  accel::tell_cut_files(failed);
  std::signal(SIGCHLD, SIG_DFL);  // whoever started us may ignore it; we wait for children
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : accel::kWrongCommandLine;
  }
  return accel::run_command(
      [&] {
        accel::go_to(where);
        return run();
      },
      failed);
}
