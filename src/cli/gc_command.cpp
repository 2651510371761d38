// SPDX-License-Identifier: Apache-2.0
// `accel gc`: what could be deleted, and how much that is by method. Deletes only with --delete.
#include "base/json.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "view/find_job.h"
#include "view/quantity.h"
#include "workdir/gc.h"

#include <cstdio>
#include <ctime>
#include <limits>

namespace accel {
namespace {

struct GcRequest {
  int keep = 1;
  std::string older, max_size;
  bool deletes = false;
  bool json = false;
};

const char* state_name(JobState state) {
  switch (state) {
    case JobState::finished: return "finished";
    case JobState::failed: return "failed";
    case JobState::unfinished:
    case JobState::unreadable: break;  // which gc never lists
  }
  return "unfinished";
}

struct Sum {
  std::uint64_t jobs = 0;
  std::uint64_t bytes = 0;
};

/// What happened to each job, and at the end the totals.
class GcReport {
 public:
  GcReport(Output& output, const GcRequest& request) : output_(output), request_(request) {}

  void job(const GcOutcome& outcome) {
    const JobRecord& job = *outcome.candidate.job;
    const char* word = !outcome.kept.empty() ? "kept" : request_.deletes ? "deleted" : "deletable";
    const std::string reason = outcome.kept.empty()
                                   ? outcome.candidate.reason
                                   : outcome.candidate.reason + "; " + outcome.kept;
    if (outcome.kept.empty()) {
      for (Sum* sum : {&all_, &methods_[job.method]}) {
        ++sum->jobs;
        sum->bytes += job.disk;
      }
    }
    if (!request_.json) {
      return jobs_.add({word, shown(job.method), job.id, size_text(job.disk), reason});
    }
    lines_.push_back(json_line({{"event", "job"},
                                {"outcome", word},
                                {"job", job.id},
                                {"method", job.method},
                                {"state", state_name(job.state)},
                                {"ended", utc_time(job.ended)},
                                {"bytes", job.disk},
                                {"reason", reason}}));
  }

  void print_jobs() {
    for (const std::string& line : lines_) output_.line(line);
    jobs_.print(output_);
  }

  void print_totals(std::uint64_t bytes_before, std::uint64_t trash) {
    if (request_.json) return print_totals_as_json(bytes_before, trash);
    Table sums({1, 2});
    for (const auto& [name, sum] : methods_) {
      if (sum.jobs > 0) sums.add({shown(name), size_text(sum.bytes), counted(sum.jobs, "job")});
    }
    sums.print(output_);
    if (trash > 0) output_.line(size_text(trash) + " of jobs that were deleted before");
    output_.line("gc: " + counted(all_.jobs, "job") + ", " + size_text(all_.bytes) + " of " +
                 size_text(bytes_before) + ", " + (request_.deletes ? "deleted" : "deletable"));
    if (!request_.deletes && (all_.jobs > 0 || trash > 0)) {
      output_.line("to delete them, add --delete");
    }
  }

 private:
  static std::string shown(const std::string& method) { return method.empty() ? "?" : method; }

  void print_totals_as_json(std::uint64_t bytes_before, std::uint64_t trash) {
    Document methods = Document::object();
    for (const auto& [name, sum] : methods_) {
      methods[name] = {{"jobs", sum.jobs}, {"bytes", sum.bytes}};
    }
    output_.line(json_line({{"event", "totals"},
                            {"deleted", request_.deletes},
                            {"jobs", all_.jobs},
                            {"bytes", all_.bytes},
                            {"left_over_bytes", trash},
                            {"of_bytes", bytes_before},
                            {"methods", methods}}));
  }

  static constexpr std::size_t kBytes = 3;
  Output& output_;
  const GcRequest& request_;
  Table jobs_{{kBytes}};
  std::vector<std::string> lines_;
  Sum all_;
  std::map<std::string, Sum> methods_;
};

GcLimits limits_of(const GcRequest& request) {
  GcLimits limits;
  limits.keep = static_cast<std::uint64_t>(request.keep);
  if (const auto age = find_duration(request.older)) {
    const std::int64_t now = std::time(nullptr);
    const auto most = static_cast<std::uint64_t>(now);
    limits.ended_before = now - static_cast<std::int64_t>(std::min<std::uint64_t>(*age, most));
  }
  limits.max_bytes = find_size(request.max_size);
  return limits;
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
  GcReport telling(output, request);
  const std::uint64_t before = gc.bytes();
  const std::uint64_t trash = gc.trash_bytes();
  // Nothing is printed meanwhile: a closed pipe or a full disk must not end a deletion.
  try {
    gc.run([&](const GcOutcome& outcome) { telling.job(outcome); });
  } catch (const Error&) {
    telling.print_jobs();
    output.finish();
    throw;
  }
  telling.print_jobs();
  telling.print_totals(before, trash);
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
      "Example: accel gc --older 30d --delete");
  command.run([request] { return collect(*request); });
}

}  // namespace accel
