// SPDX-License-Identifier: Apache-2.0
// `accel job`: all jobs, a line each. `accel job JOB`: one, with all that it was asked for.
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/find_job.h"
#include "job/job_files.h"
#include "job/setup.h"
#include "run/failure.h"

#include <cstdio>
#include <fstream>

namespace accel {
namespace {

std::string state_of(const std::string& path) {
  if (is_finished(path)) return "finished";
  return exists(path + "/error.json") ? "failed" : "unfinished";
}

/// One line; a damaged job is shown as such rather than hidden.
void print_line(const std::string& id, const std::string& path) {
  try {
    const JobSetup setup = read_setup(path);
    const auto summary = find_summary(path);
    std::printf("%-10s %-18s %-10s", id.c_str(), escaped(setup.method).c_str(),
                state_of(path).c_str());
    if (summary) {
      std::printf(" %9s  %s", duration_text(summary->seconds).c_str(),
                  counted(summary->rows, "row").c_str());
      if (summary->bad_rows > 0) std::printf(", %llu bad", static_cast<unsigned long long>(summary->bad_rows));
    }
    std::printf("\n");
  } catch (const Error& error) {
    std::printf("%-10s %-18s %-10s %s\n", id.c_str(), "?", "damaged",
                printable(error.message()).c_str());
  }
}

int list_jobs(const Store& store) {
  for (const std::string& id : store.list()) print_line(id, store.job_path(id));
  return 0;
}

void print_inputs(const JobSetup& setup) {
  for (const auto& [name, value] : setup.options) {
    std::printf("  %-14s %s\n", escaped(name).c_str(), escaped(value.json()).c_str());
  }
  for (const auto& [name, files] : setup.files) {
    std::printf("  %-14s %s below %s\n", escaped(name).c_str(),
                counted(files.count, "file").c_str(), escaped(files.folder).c_str());
  }
  for (const auto& [name, references] : setup.datasets) {
    for (const Reference& reference : references) {
      std::printf("  %-14s %s\n", escaped(name).c_str(),
                  escaped(reference_text(reference)).c_str());
    }
  }
  for (const auto& [name, ids] : setup.jobs) {
    for (const std::string& id : ids) std::printf("  %-14s %s\n", escaped(name).c_str(), id.c_str());
  }
}

void print_failure(const JobSetup& setup, const Failure& failure) {
  std::printf("failed: %s\n  %s\n", printable(failure.what).c_str(),
              failure_place(failure, setup.method, setup.job, setup.slices).c_str());
  if (failure.output.empty()) return;
  std::printf("  it printed last:\n");
  for (const std::string& line : split(failure.output, '\n')) {
    std::printf("    | %s\n", escaped(line).c_str());
  }
}

/// The first of `count`.
void print_bad_rows(const std::string& path, std::uint64_t count) {
  constexpr std::uint64_t kMostRows = 10;
  std::ifstream lines(path);
  std::string line;
  for (std::uint64_t i = 0; i < kMostRows && std::getline(lines, line); ++i) {
    const Document row = parse_json(line, path);
    const std::string name = row.contains("name") && row["name"].is_string()
                                 ? row["name"].get<std::string>()
                                 : "slice " + json_at(row, "slice", path).dump() + ", row " +
                                       json_at(row, "row", path).dump();
    std::printf("bad row %s: %s\n", escaped(name).c_str(),
                escaped(json_get<std::string>(row, "reason", path)).c_str());
  }
  if (count > kMostRows) {
    std::printf("... and %llu more in bad.jsonl\n",
                static_cast<unsigned long long>(count - kMostRows));
  }
}

void print_finished(const Job& job, const JobSummary& summary) {
  constexpr std::size_t kMostFiles = 10;
  std::printf("took %s; %s", duration_text(summary.seconds).c_str(),
              counted(summary.rows, "row").c_str());
  if (summary.bad_rows > 0) {
    std::printf(", %llu bad (bad.jsonl)", static_cast<unsigned long long>(summary.bad_rows));
  }
  std::printf("\n");
  if (summary.bad_rows > 0) print_bad_rows(job.path() + "/bad.jsonl", summary.bad_rows);
  for (const std::string& name : job.dataset_names()) std::printf("dataset %s\n", escaped(name).c_str());
  const std::vector<std::string> files = job.files();
  for (std::size_t i = 0; i < files.size() && i < kMostFiles; ++i) {
    std::printf("file %s\n", escaped(files[i]).c_str());
  }
  if (files.size() > kMostFiles) std::printf("... and %zu more files\n", files.size() - kMostFiles);
  if (exists(job.path() + "/result.json")) {
    std::printf("result %s\n", escaped(job.result().json().substr(0, 200)).c_str());
  }
}

int show_job(const Job& job) {
  const JobSetup setup = read_setup(job.path());
  std::printf("%s  %s  %s\n%s\n", job.id().c_str(), escaped(setup.method).c_str(),
              state_of(job.path()).c_str(), escaped(job.path()).c_str());
  std::printf("asked for by %s:%d, %s, by %s on %s\n", escaped(setup.script).c_str(), setup.line,
              setup.started.c_str(), escaped(setup.user).c_str(), escaped(setup.host).c_str());
  std::printf("%s, key %s\n", counted(static_cast<std::uint64_t>(setup.slices), "slice").c_str(),
              setup.key.c_str());
  print_inputs(setup);
  if (const auto failure = find_failure(job.path())) print_failure(setup, *failure);
  if (const auto summary = find_summary(job.path())) print_finished(job, *summary);
  return 0;
}

}  // namespace

void add_job_command(CLI::App& app, Run& run) {
  auto word = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("job", "List jobs, or show one");
  command->add_option("job", *word, "an id (dev-4), or a method for its latest");
  command->footer("Example: accel job thumbnailer");
  command->callback([word, &run] {
    run = [word] {
      const Project project = open_project(absolute_path("."));
      const Store store = open_store(project);
      return word->empty() ? list_jobs(store) : show_job(find_job(store, *word));
    };
  });
}

}  // namespace accel
