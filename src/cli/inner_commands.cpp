// SPDX-License-Identifier: Apache-2.0
// Commands that accel calls itself: `run-job`, `describe`, `precompile`. They are not in the help.
#include "cli/command_line.h"
#include "method/methods.h"
#include "method/plugin.h"
#include "run/after_fork.h"
#include "run/run_job.h"

#include <unistd.h>

namespace accel {

void add_run_job_command(Command& program) {
  auto request = std::make_shared<RunRequest>();
  Command command = program.subcommand("run-job", "Run one job in its directory");
  command.hide();
  command.option("directory", &request->job_path, "the job's directory").required();
  command.option("--into", &request->into, "run a copy of the job in this folder");
  command.option("--slice", &request->slice, "run this slice only");
  command.option("--supervised-by", &request->supervised_by, "end with this process");
  command.option("--notices", &request->notices, "descriptor to write notices to");
  command.option("--cores", &request->cores, "descriptor of a connection that holds a core");
  command.run([request] { return static_cast<int>(run_job(*request)); });
}

void add_describe_command(Command& program) {
  auto paths = std::make_shared<std::pair<std::string, std::string>>();
  Command command = program.subcommand("describe", "Write down what a plugin declares");
  command.hide();
  command.option("object", &paths->first, "compiled plugin").required();
  command.option("out", &paths->second, "JSON file to write").required();
  command.run([paths] {
    die_with_parent(::getppid());
    write_json(paths->second, description_document(describe_plugin(paths->first)));
    return 0;
  });
}

void add_precompile_command(Command& program) {
  auto words = std::make_shared<std::array<std::string, 3>>();
  Command command = program.subcommand("precompile", "Compile a folder of methods");
  command.hide();
  command.option("folder", &(*words)[0], "methods").required();
  command.option("out", &(*words)[1], "where to put them").required();
  command.option("compiler", &(*words)[2], "compiler").required();
  command.run([words] {
    precompile_methods(absolute_path((*words)[0]), absolute_path((*words)[1]), (*words)[2]);
    return 0;
  });
}

}  // namespace accel
