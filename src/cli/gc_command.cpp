// SPDX-License-Identifier: Apache-2.0
// `accel gc`: what could be deleted, and how much that is by method. Deletes only with --delete.
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "view/deletion.h"
#include "view/find_job.h"
#include "view/quantity.h"

#include <cstdio>
#include <limits>

namespace accel {
namespace {

struct GcRequest {
  int keep = 1;
  std::string older, max_size;
  bool deletes = false;
  bool json = false;
};

std::string method_name(const std::string& method) { return method.empty() ? "?" : method; }

void print_outcomes(Output& output, const Deletion& deletion, bool json) {
  constexpr std::size_t kBytes = 3;
  Table table({kBytes});
  for (const Deletion::Job& job : deletion.jobs) {
    if (json) {
      output.line(json_line(document(job)));
    } else {
      table.add({job.outcome, method_name(job.method), job.id, size_text(job.bytes), job.reason});
    }
  }
  table.print(output);
}

void print_totals(Output& output, const Deletion& deletion) {
  Table sums({1, 2});
  for (const auto& [name, sum] : deletion.methods) {
    sums.add({method_name(name), size_text(sum.bytes), counted(sum.jobs, "job")});
  }
  sums.print(output);
  const auto& [jobs, bytes] = deletion.all;
  const std::uint64_t left_over = deletion.left_over_bytes;
  if (left_over > 0) output.line(size_text(left_over) + " of jobs that were deleted before");
  output.line("gc: " + counted(jobs, "job") + ", " + size_text(bytes) + " of " +
              size_text(deletion.bytes_before) + ", " +
              (deletion.is_done ? "deleted" : "deletable"));
  if (!deletion.is_done && (jobs > 0 || left_over > 0)) {
    output.line("to delete them, add --delete");
  }
}

GcLimits limits_of(const GcRequest& request) {
  return {static_cast<std::uint64_t>(request.keep), find_time_ago(request.older),
          find_size(request.max_size)};
}

void warn_of(const JobRecord& job, const std::string& path) {
  const bool is_unreadable = job.state == JobState::unreadable;
  std::fprintf(
      stderr,
      "accel: warning: what job %s reads is unknown, because %s: accel keeps it and all "
      "jobs before it\n  %s %s if you do not need it\n",
      job.id.c_str(),
      is_unreadable ? "you may not read its folder" : "its setup.json or a dataset.json is damaged",
      is_unreadable ? "ask its owner to delete" : "delete", path.c_str());
}

int collect(const GcRequest& request) {
  const Project project = open_project(absolute_path("."));
  const Store store = open_store(project);
  Gc gc(project, store, limits_of(request), request.deletes,
        [] { std::fprintf(stderr, "accel: waiting for another deletion in this workdir\n"); });
  for (const JobRecord* job : gc.unclear()) warn_of(*job, project.shown(store.job_path(job->id)));
  Output output;
  Deletion deletion{request.deletes, gc.bytes(), gc.trash_bytes()};
  // Nothing is printed meanwhile: a closed pipe or a full disk must not end a deletion.
  try {
    gc.run([&](const GcOutcome& outcome) { deletion.add(outcome); });
  } catch (const Error&) {
    print_outcomes(output, deletion, request.json);
    output.finish();
    throw;
  }
  print_outcomes(output, deletion, request.json);
  if (request.json) {
    output.line(json_line(document(deletion)));
  } else {
    print_totals(output, deletion);
  }
  output.finish();
  return 0;
}

}  // namespace

void add_gc_command(Command& program) {
  auto request = std::make_shared<GcRequest>();
  Command command = program.subcommand("gc", "Show what could be deleted, or delete it");
  command.flag("--delete", &request->deletes,
               "delete the jobs; without this, they are only listed");
  command
      .option("--keep", &request->keep,
              "keep this many of the newest finished jobs of each method (default 1)")
      .range(0, std::numeric_limits<int>::max());
  command
      .option("--older", &request->older,
              "only jobs that ended longer ago than this: 90s, 30m (minutes), 12h, 30d, 4w")
      .check(duration_complaint);
  command
      .option("--max-size", &request->max_size,
              "stop when all jobs together take at most this: 500M, 200G (powers of 1024)")
      .check(size_complaint);
  command.flag("--json", &request->json, "print one JSON object per job, then the totals");
  command.footer(
      "gc selects unfinished and failed jobs that no process is using. It selects a finished job "
      "if\n"
      "there is a newer one of the same method, unless a script requested it when it last ran, a\n"
      "link in results/ points to it, or a job that is kept reads it.\n"
      "The size of a job is the space that its deletion frees, once the jobs above it\n"
      "are deleted. A file that another job still holds does not count.\n"
      "Example: accel gc --older 30d --delete");
  command.run([request] { return collect(*request); });
}

}  // namespace accel
