// SPDX-License-Identifier: Apache-2.0
#include "progress/running_build.h"

#include "base/file.h"
#include "base/plain_file.h"
#include "base/processes.h"
#include "base/text.h"
#include "job/setup.h"
#include "progress/progress_lines.h"
#include "run/row_names.h"

#include <algorithm>
#include <map>

namespace accel {
namespace {

constexpr std::size_t kTail = 2048;  // bytes of an output that are looked at
constexpr std::size_t kMostLines = 3;
constexpr std::size_t kLongestLine = 200;

/// What the job printed last, or whatever it put in that place.
std::vector<std::string> last_output(const std::string& path) {
  std::vector<std::string> lines = last_lines(path, kMostLines, kTail);
  for (std::string& line : lines) line = line.substr(0, kLongestLine);
  return lines;
}

/// The directory that a process `accel run-job` works in; empty for other processes.
std::string job_path_of(pid_t pid, const std::vector<std::string>& words) {
  const auto is = [](const char* text) {
    return [text](const auto& word) { return word == text; };
  };
  const auto end = words.end();
  const auto command = std::find_if(words.begin(), end, is("run-job"));
  const auto into = std::find_if(command, end, is("--into"));
  const auto path = into == end ? command : into;
  if (path == end || path + 1 == end) return "";
  return normal_path(join_path(working_folder(pid), *(path + 1)));
}

/// Whether a setup may be used to name rows. The job may have written anything into its setup, and
/// it is not safe to open files that it can write: if a file is cut while it is mapped, the process
/// that reads it ends.
bool is_credible(const JobSetup& setup, const std::string& path, const Project& project) {
  std::map<std::string, std::string> workdirs = {{project.workdir_name(), project.workdir}};
  for (const std::string& source : project.sources) {
    workdirs.emplace(base_name(source), source);
  }
  for (const auto& [option, references] : setup.task.datasets) {
    for (const Reference& reference : references) {
      if (reference.job == base_name(path)) return false;
    }
  }
  return setup.environment.workdirs == workdirs && setup.limits.slices >= 1 &&
         setup.limits.slices <= kMostSlices;
}

RunningJob look_at_job(pid_t pid, const std::string& path, const Project& project) {
  RunningJob job;
  job.pid = pid;
  job.path = path;
  job.job = base_name(path);
  const auto board = BoardView::find(pid);
  if (!board) return job;
  job.progress = board->read();
  RowNames names;
  try {  // the job may have written anything
    JobSetup setup = read_setup(path);
    job.method = setup.task.method.substr(0, kLongestLine);
    if (is_credible(setup, path, project)) names = RowNames(path, std::move(setup));
  } catch (const std::exception&) {  // of memory, too
    job.method = "?";
  }
  const auto add = [&](int slice, const SliceProgress& progress, const std::string& output) {
    job.workers.push_back({slice, progress, names.find(slice, progress.row),
                           last_output(path + "/OUTPUT/" + output)});
  };
  const Phase phase = job.progress->phase;
  if (job.progress->is_committing) return job;
  if (phase == Phase::prepare || phase == Phase::synthesis) {
    add(-1, job.progress->whole, phase_name(phase));
  }
  if (phase != Phase::analysis) return job;
  for (const SliceProgress& slice : job.progress->slices) {
    if (slice.is_running()) add(slice.share.slice, slice, share_name(slice.share));
  }
  return job;
}

/// "2 slices waiting, 3 done, 1 kept"
std::string other_slices(const JobProgress& progress) {
  std::vector<std::string> parts;
  const auto add = [&](SliceState state, const char* word) {
    const auto count = static_cast<std::uint64_t>(
        std::ranges::count(progress.slices, state, &SliceProgress::state));
    if (count == 0) return;
    const std::string number = parts.empty() ? counted(count, "slice") : std::to_string(count);
    parts.push_back(number + " " + word);
  };
  add(SliceState::waiting, "waiting");
  add(SliceState::done, "done");
  add(SliceState::kept, "kept");
  return joined(parts, ", ");
}

void add_worker(std::vector<std::string>& lines, const RunningWorker& worker) {
  std::string text = slice_text(worker.progress, worker.name);
  if (worker.slice >= 0) {
    text = "slice " + std::to_string(worker.slice) + ", process " +
           std::to_string(worker.progress.pid) + ": " + text;
  } else if (worker.progress.row < 0) {
    text.clear();  // it may have nothing to do with rows
  }
  if (!text.empty()) lines.push_back("    " + text);
  for (const std::string& line : worker.output) lines.push_back("      | " + escaped(line));
}

void add_job(std::vector<std::string>& lines, const RunningJob& job) {
  std::string text = "  " + escaped(job.job) + ", process " + std::to_string(job.pid);
  if (!job.progress) {
    lines.push_back(text);
    return;
  }
  lines.push_back("  " + escaped(job.method) + " " + escaped(job.job) + ", process " +
                  std::to_string(job.pid) + ": " + joined(progress_parts(*job.progress), ", "));
  for (const RunningWorker& worker : job.workers) add_worker(lines, worker);
  const bool has_slices = job.progress->phase == Phase::analysis && !job.progress->is_committing;
  const std::string others = has_slices ? other_slices(*job.progress) : "";
  if (!others.empty()) lines.push_back("    " + others);
}

/// A fork has the command line and the board of the process that it was forked from.
template <class What>
void drop_forks(std::map<pid_t, What>& processes) {
  std::vector<pid_t> forks;
  for (const auto& [pid, what] : processes) {
    if (processes.contains(parent_of(pid))) forks.push_back(pid);
  }
  for (const pid_t pid : forks) processes.erase(pid);
}

Document worker_document(const RunningWorker& worker) {
  const SliceProgress& progress = worker.progress;
  return {{"slice", worker.slice},  {"pid", progress.pid}, {"row", progress.row},
          {"rows", progress.rows},  {"name", worker.name}, {"bytes", progress.bytes},
          {"output", worker.output}};
}

Document job_document(const RunningJob& job) {
  Document document = {
      {"job", job.job}, {"method", job.method}, {"path", job.path}, {"pid", job.pid}};
  if (!job.progress) return document;
  const Pace pace = pace_of(*job.progress);
  document["phase"] = progress_parts(*job.progress).front();
  document["rows_done"] = pace.done;
  document["rows"] = pace.rows;
  document["rows_per_second"] = pace.rows_per_second;
  document["bytes_per_second"] = pace.bytes_per_second;
  document["seconds_left"] = pace.seconds_left ? Document(*pace.seconds_left) : Document();
  document["workers"] = Document::array();
  for (const RunningWorker& worker : job.workers) {
    document["workers"].push_back(worker_document(worker));
  }
  return document;
}

}  // namespace

std::vector<RunningBuild> find_running(const Project& project) {
  std::map<pid_t, RunningBuild> builds;  // 0: jobs started by hand
  std::map<pid_t, std::string> jobs;     // their paths
  for (const pid_t pid : list_processes()) {
    const std::vector<std::string> words = command_words(pid);
    const std::string path = job_path_of(pid, words);
    if (!path.empty() && parent_path(path) == project.workdir) jobs[pid] = path;
    if (std::ranges::find(words, "build") == words.end()) continue;
    const auto facts = find_build(pid);
    if (!facts || facts->workdir != project.workdir) continue;
    builds[pid] = {pid, joined(words, " "), *facts, {}};
  }
  drop_forks(builds);
  drop_forks(jobs);
  for (const auto& [job, path] : jobs) {
    pid_t pid = job;
    for (int i = 0; i < 3 && !builds.contains(pid); ++i) pid = parent_of(pid);
    if (!builds.contains(pid)) pid = 0;
    builds[pid].jobs.push_back(look_at_job(job, path, project));
  }
  std::vector<RunningBuild> result;
  result.reserve(builds.size());
  for (auto& [pid, build] : builds) result.push_back(std::move(build));
  return result;
}

std::vector<std::string> running_lines(const std::vector<RunningBuild>& builds) {
  std::vector<std::string> lines;
  for (const RunningBuild& build : builds) {
    if (build.pid == 0) {
      lines.emplace_back("started by hand");
    } else {
      const Totals& totals = build.facts.totals;
      std::string text = "build " + std::to_string(build.pid) + ": " + escaped(build.command) +
                         ", for " + duration_text(build.facts.seconds) + ": " +
                         std::to_string(totals.made) + " made, " + std::to_string(totals.reused) +
                         " reused";
      if (totals.failed > 0) text += ", " + std::to_string(totals.failed) + " failed";
      if (build.facts.stage == BuildStage::compiling) text += "; compiling";
      lines.push_back(text);
    }
    for (const RunningJob& job : build.jobs) add_job(lines, job);
  }
  return lines;
}

Document running_document(const std::vector<RunningBuild>& builds) {
  Document all = Document::array();
  for (const RunningBuild& build : builds) {
    Document document = {
        {"pid", build.pid},
        {"command", build.command},
        {"seconds", build.facts.seconds},
        {"compiling", build.pid != 0 && build.facts.stage == BuildStage::compiling},
        {"made", build.facts.totals.made},
        {"reused", build.facts.totals.reused},
        {"failed", build.facts.totals.failed},
        {"jobs", Document::array()}};
    for (const RunningJob& job : build.jobs) document["jobs"].push_back(job_document(job));
    all.push_back(document);
  }
  return {{"builds", all}};
}

}  // namespace accel
