// SPDX-License-Identifier: Apache-2.0
// `accel workdir`: where jobs lie, how many, and how much room there is.
#include "base/json.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "job/project.h"
#include "workdir/catalog.h"

#include <sys/statvfs.h>
#include <unistd.h>

#include <map>

namespace accel {
namespace {

struct WorkdirFacts {
  std::string path;
  bool is_there = false;
  bool is_writable = false;
  std::map<std::string, std::uint64_t> jobs;  ///< by state
  std::uint64_t bytes = 0;
  std::uint64_t free_bytes = 0;
};

WorkdirFacts facts_of_workdir(const std::string& path) {
  WorkdirFacts facts;
  facts.path = path;
  facts.is_there = exists(path);
  struct statvfs disk {};
  if (!facts.is_there) return facts;
  facts.is_writable = ::access(path.c_str(), W_OK) == 0;
  if (::statvfs(path.c_str(), &disk) == 0) {
    facts.free_bytes = std::uint64_t{disk.f_bavail} * disk.f_frsize;
  }
  const Store store(path, {}, StoreUse::look);
  const Catalog catalog(store);
  for (const JobRecord& job : catalog.jobs()) {
    ++facts.jobs[state_text(store.job_path(job.id), job)];
    facts.bytes += job.bytes;
  }
  return facts;
}

void print_facts(Output& output, const WorkdirFacts& facts, const char* role) {
  output.line(std::string(base_name(facts.path)) + "  " + escaped(facts.path) + role);
  if (!facts.is_there) return output.line("  does not exist yet");
  std::vector<std::string> states;
  std::uint64_t jobs = 0;
  for (const auto& [state, count] : facts.jobs) {
    states.push_back(std::to_string(count) + " " + state);
    jobs += count;
  }
  output.line("  " + counted(jobs, "job") + (states.empty() ? "" : ": " + joined(states, ", ")));
  output.line("  " + size_text(facts.bytes) + " of columns and files; " +
              size_text(facts.free_bytes) + " free on its disk");
  if (!facts.is_writable) output.line("  it is not writable");
}

Document facts_document(const WorkdirFacts& facts, bool is_source) {
  return {{"name", std::string(base_name(facts.path))},
          {"path", facts.path},
          {"source", is_source},
          {"exists", facts.is_there},
          {"writable", facts.is_writable},
          {"jobs", facts.jobs},
          {"bytes", facts.bytes},
          {"free_bytes", facts.free_bytes}};
}

int show_workdirs(bool json) {
  const Project project = open_project(absolute_path("."));
  Output output;
  const auto show = [&](const std::string& path, bool is_source) {
    const WorkdirFacts facts = facts_of_workdir(path);
    if (json) return output.line(json_line(facts_document(facts, is_source)));
    print_facts(output, facts, is_source ? "  (read from)" : "");
  };
  show(project.workdir, false);
  for (const std::string& source : project.sources) show(source, true);
  output.finish();
  return 0;
}

}  // namespace

void add_workdir_command(Command& program) {
  auto json = std::make_shared<bool>(false);
  Command command =
      program.subcommand("workdir", "Show where jobs are stored and how much space is left");
  command.flag("--json", json.get(), "print one JSON object per workdir");
  command.footer("Example: accel workdir");
  command.run([json] { return show_workdirs(*json); });
}

}  // namespace accel
