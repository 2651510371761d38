// SPDX-License-Identifier: Apache-2.0
// `accel accept METHOD`: states that an edited method gives the same results as before.
#include "workdir/accept.h"

#include "base/json.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "urd/request.h"
#include "view/find_job.h"

namespace accel {
namespace {

void print(Output& out, const std::string& name, const AcceptReport& accepted) {
  for (const std::string& id : accepted.jobs) out.line("accepted  " + escaped(id));
  for (const std::string& id : accepted.left) {
    out.line("left      " + escaped(id) +
             "  (the edited version has its own job, or a build is making it)");
  }
  std::string last = counted(accepted.jobs.size(), "job") +
                     " will be reused for the edited version of " + escaped(name);
  if (accepted.before > 0) last += ", " + std::to_string(accepted.before) + " accepted before";
  out.line(last);
}

int accept(const std::string& name, bool json) {
  const Project project = open_project(absolute_path("."));
  const Store store = open_store(project);
  Methods methods(project);
  const AcceptReport accepted =
      accept_method(store, name, make_bare_transcript(methods.get(name), project).text());
  Output out;
  if (json) {
    out.line(json_line({{"method", name},
                        {"accepted", accepted.jobs},
                        {"left", accepted.left},
                        {"accepted_before", accepted.before}}));
  } else {
    print(out, name, accepted);
  }
  out.finish();
  return 0;
}

}  // namespace

void add_accept_command(Command& program) {
  auto name = std::make_shared<std::string>();
  auto json = std::make_shared<bool>(false);
  Command command =
      program.subcommand("accept", "State that an edited method gives the same results as before");
  command.option("method", name.get(), "the method that was edited").required();
  command.flag("--json", json.get(), "print one JSON object");
  command.footer(
      "Jobs of the previous version are then reused. This covers the method's code only: options,\n"
      "flags and packages still count.\nExample: accel accept thumbnailer");
  command.run([name, json] { return accept(*name, *json); });
}

}  // namespace accel
