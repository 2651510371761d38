// SPDX-License-Identifier: Apache-2.0
#include "view/logged_builds.h"

#include <algorithm>
#include <iterator>

namespace accel {

std::string outcome_text(const LoggedBuild& build) {
  if (build.is_running) return "running";
  if (!build.exit_code) return "killed";
  switch (*build.exit_code) {
    case 0: return "done";
    case 130: return "interrupted";
    default: return "exit " + std::to_string(*build.exit_code);
  }
}

std::vector<LoggedCall> changed_jobs(const LoggedBuild& build) {
  std::vector<LoggedCall> jobs;
  for (const ScriptRun& run : build.runs) {
    std::ranges::copy_if(run.calls, std::back_inserter(jobs),
                         [](const LoggedCall& call) { return call.outcome != "reused"; });
  }
  return jobs;
}

Document document(const LoggedBuild& build, const std::string& workdir) {
  Document jobs = Document::array();
  for (const LoggedCall& job : changed_jobs(build)) {
    jobs.push_back({{"job", job.job},
                    {"method", job.method},
                    {"outcome", job.outcome},
                    {"seconds", job.seconds}});
  }
  return {{"started", build.started},
          {"outcome", outcome_text(build)},
          {"exit", build.exit_code ? Document(*build.exit_code) : Document()},
          {"seconds", build.exit_code ? Document(build.seconds) : Document()},
          {"made", build.made},
          {"reused", build.reused},
          {"failed", build.failed},
          {"workdir", workdir},
          {"scripts", build.scripts},
          {"arguments", build.arguments},
          {"user", build.user},
          {"host", build.host},
          {"jobs", jobs}};
}

}  // namespace accel
