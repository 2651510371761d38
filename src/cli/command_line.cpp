// SPDX-License-Identifier: Apache-2.0
#include "cli/command_line.h"

#include <accel/error.h>

#include "base/file.h"
#include "base/threads.h"
#include "method/compile.h"
#include "method/config.h"

#include <csignal>
#include <cstdio>
#include <cstring>
#include <system_error>

ACCEL_EXPORT int accel_command_line(int argc, char** argv);

namespace accel {
namespace {

constexpr int kFailed = 1;
constexpr int kWrongCommandLine = 2;
constexpr int kAccelFailed = 3;

/// Cuts off what follows the first `--` of `accel build`: CLI11 would take it for more scripts.
std::vector<std::string> take_rest(int& argc, char** argv) {
  std::vector<std::string> rest;
  const bool is_build = argc > 1 && std::strcmp(argv[1], "build") == 0;
  for (int i = 2; is_build && i < argc; ++i) {
    if (std::strcmp(argv[i], "--") != 0) continue;
    rest.assign(argv + i + 1, argv + argc);
    argc = i;
  }
  return rest;
}

int run_command(const Run& run) {
  try {  // the top of the program
    return run();
  } catch (const SystemError& error) {
    std::fprintf(stderr, "accel: error: %s\n", error.what());
    return kAccelFailed;
  } catch (const CompileError& error) {
    std::fprintf(stderr, "%saccel: error: %s\n", error.output().c_str(), error.what());
    return kFailed;
  } catch (const Error& error) {
    std::fprintf(stderr, "accel: error: %s\n", error.what());
    return kFailed;
  } catch (const std::system_error& error) {  // of a thread, say
    std::fprintf(stderr, "accel: error: %s\n", thread_error(error).what());
    return kAccelFailed;
  } catch (const std::bad_alloc&) {
    std::fputs("accel: error: out of memory\n", stderr);
    return kAccelFailed;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "accel: error: %s\n", error.what());
    return kAccelFailed;
  }
}

}  // namespace
}  // namespace accel

int accel_command_line(int argc, char** argv) {
  CLI::App app("accel runs what changed: jobs over images and other data, kept in plain folders.");
  app.name("accel");
  app.set_version_flag("--version", "accel " ACCEL_VERSION);
  app.require_subcommand(1);
  app.footer("Start with: accel init myproject");
  accel::Run run;
  const std::vector<std::string> rest = accel::take_rest(argc, argv);
  accel::add_build_command(app, run, rest);
  accel::add_init_command(app, run);
  accel::add_job_command(app, run);
  accel::add_ds_command(app, run);
  accel::add_method_command(app, run);
  accel::add_gc_command(app, run);
  accel::add_inner_commands(app, run);
  std::signal(SIGCHLD, SIG_DFL);  // whoever started us may ignore it; we wait for children
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : accel::kWrongCommandLine;
  }
  return accel::run_command(run);
}
