// SPDX-License-Identifier: Apache-2.0
// Commands that accel calls itself: `run-job`, `describe`, `precompile`. They are not in the help.
#include "cli/command_line.h"
#include "method/methods.h"
#include "method/plugin.h"
#include "run/after_fork.h"
#include "run/run_job.h"

#include <unistd.h>

namespace accel {

void add_run_job_command(CLI::App& app, Run& run) {
  auto request = std::make_shared<RunRequest>();
  CLI::App* command = app.add_subcommand("run-job", "Run one job in its directory")->group("");
  command->add_option("directory", request->job_path, "the job's directory")->required();
  command->add_option("--into", request->into, "run a copy of the job in this folder");
  command->add_option("--slice", request->slice, "run this slice only");
  command->add_option("--supervised-by", request->supervised_by, "end with this process");
  command->add_option("--notices", request->notices, "descriptor to tell a person on");
  command->callback([request, &run] {
    run = [request] { return static_cast<int>(run_job(*request)); };
  });
}

void add_describe_command(CLI::App& app, Run& run) {
  auto paths = std::make_shared<std::pair<std::string, std::string>>();
  CLI::App* command = app.add_subcommand("describe", "Say what a plugin declares")->group("");
  command->add_option("object", paths->first, "compiled plugin")->required();
  command->add_option("out", paths->second, "JSON file to write")->required();
  command->callback([paths, &run] {
    run = [paths] {
      die_with_parent(::getppid());
      write_json(paths->second, description_document(describe_plugin(paths->first)));
      return 0;
    };
  });
}

void add_precompile_command(CLI::App& app, Run& run) {
  auto words = std::make_shared<std::array<std::string, 3>>();
  CLI::App* command = app.add_subcommand("precompile", "Compile a folder of methods")->group("");
  command->add_option("folder", (*words)[0], "methods")->required();
  command->add_option("out", (*words)[1], "where to put them")->required();
  command->add_option("compiler", (*words)[2], "compiler")->required();
  command->callback([words, &run] {
    run = [words] {
      precompile_methods(absolute_path((*words)[0]), absolute_path((*words)[1]), (*words)[2]);
      return 0;
    };
  });
}

}  // namespace accel
