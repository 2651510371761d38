// SPDX-License-Identifier: Apache-2.0
#include "run/run_job.h"

#include "base/text.h"
#include "job/post_file.h"
#include "job/setup.h"
#include "job/store.h"
#include "method/layout.h"
#include "run/after_fork.h"
#include "run/cage.h"
#include "run/commit.h"
#include "run/job_inputs_guard.h"
#include "run/prepare_report.h"
#include "run/resume.h"
#include "run/row_files.h"
#include "run/slice_report.h"
#include "run/supervisor.h"

#include <fcntl.h>

#include <chrono>
#include <cstdio>
#include <optional>

namespace accel {
namespace {

/// A copy of what the job was started with, to run elsewhere; for one slice, also what prepare()
/// passed on. Its paths are the current ones: the copy does not show that the job was moved.
void copy_job(const std::string& from, const std::string& to, bool prepared) {
  make_folders(to);
  if (!list_folder(to).empty()) throw Error(quote(to) + " is not empty");
  write_json(join_path(to, "setup.json"), setup_document(read_setup(from)));
  std::vector<std::string> names = {"key.txt"};
  if (prepared) names.emplace_back(kPrepareReportFile);
  for (const std::string& name : names) {
    const auto contents = find_contents(join_path(from, name));
    if (!contents) continue;
    make_folders(parent_path(join_path(to, name)));
    write_file(join_path(to, name), *contents);
  }
  for (const std::string folder : {"inputs", "source"}) {
    for (const std::string& file : list_tree(join_path(from, folder))) {
      const std::string target = to + "/" + folder + "/" + file;
      make_folders(parent_path(target));
      write_file(target, read_file(from + "/" + folder + "/" + file));
    }
  }
}

/// Locks a job that is run by hand against builds. Its workdir may not belong to a project.
ByteLock hold_job(const std::string& job_path) {
  const std::string workdir = parent_path(job_path);
  if (!exists(workdir + "/.lock")) return {};
  const JobSetup setup = read_setup(job_path);
  ByteLock lock = key_lock(workdir, parse_digest(setup.task.key));
  if (!lock.try_lock()) throw Error("job " + setup.job + " is being made by a build");
  return lock;
}

void print_failure(const Failure& failure, const JobSetup& setup) {
  std::fprintf(stderr, "accel: error: %s\n  %s\n", printable(failure.what).c_str(),
               failure_place(failure, setup.task.method, setup.job, setup.limits.slices).c_str());
}

/// Removes what an earlier attempt at the slice left.
void begin_slice(const std::string& job_path, const JobSetup& setup, const Share& slice) {
  for (const char* ending : {".json", ".error.json"}) {
    remove_file(slice_path(job_path, slice, ending));
  }
  clear_slice(job_path, setup, slice);
}

/// One slice that fails changes only its own files: others may be running, or the job may have
/// ended.
RunOutcome end_slice(const PhasesRequest& request, const PhasesEnd& ended, std::int64_t row) {
  const Share slice{*request.only_slice};
  if (!ended.failure && !ended.interrupted) return RunOutcome::done;
  clear_slice(request.job_path, request.setup, slice);
  if (ended.interrupted) return RunOutcome::interrupted;
  Failure failure = *ended.failure;
  if (failure.phase == phase_name(Phase::analysis)) {
    failure.slice = slice.slice;
    failure.row = row;
  }
  write_json(slice_path(request.job_path, slice, ".error.json"), failure_document(failure),
             Durable::yes);
  print_failure(failure, request.setup);
  return RunOutcome::failed;
}

/// The compiled plugin. Compiles it again from `source/` if the cache no longer has it.
std::string plugin_object(const JobSetup& setup, const std::string& job_path,
                          std::optional<TemporaryFolder>& scratch) {
  if (exists(setup.environment.plugin.object)) return setup.environment.plugin.object;
  CompileSettings settings = recipe_settings(job_path + "/source", scratch.emplace().path());
  settings.compiler = setup.environment.plugin.compiler;
  settings.flags = setup.environment.plugin.flags;
  settings.packages = setup.environment.plugin.packages;
  Unit unit{setup.task.method, {}, settings.folder};
  for (const std::string& source : setup.environment.plugin.sources) {
    unit.sources.push_back(join_path(settings.folder, source));
  }
  const CompileResult result = compile_all({unit}, settings)[0];
  if (const auto* error = std::get_if<CompileError>(&result)) {
    std::fputs(error->output().c_str(), stderr);
    throw *error;
  }
  return std::get<CompiledUnit>(result).object;
}

}  // namespace

RunOutcome run_job(const RunRequest& request) {
  const auto start = std::chrono::steady_clock::now();
  const bool by_hand = request.supervised_by == 0;
  if (!by_hand) die_with_parent(request.supervised_by);
  // else programs that a method starts would hold the cores
  if (request.cores >= 0) ::fcntl(request.cores, F_SETFD, FD_CLOEXEC);
  std::string job_path = absolute_path(request.job_path);
  if (!exists(job_path + "/setup.json")) throw Error("there is no job in " + quote(job_path));
  if (!request.into.empty()) {
    copy_job(job_path, absolute_path(request.into), request.slice.has_value());
    job_path = absolute_path(request.into);
  }
  ByteLock lock;
  if (by_hand) lock = hold_job(job_path);
  const JobSetup setup = read_setup(job_path);
  if (is_finished(job_path)) {  // under the lock: a build may have made it before
    throw Error("job " + setup.job + " is finished")
        .set_hint("run a copy of it with --into FOLDER");
  }
  if (request.slice && (*request.slice < 0 || *request.slice >= setup.limits.slices)) {
    throw Error("job " + setup.job + " has " +
                counted(static_cast<std::uint64_t>(setup.limits.slices), "slice"));
  }
  unlink_row_files(job_path);
  if (request.slice) begin_slice(job_path, setup, Share{*request.slice});
  std::optional<RowPlan> plan;
  AllRowsReasons reasons;
  if (!request.slice && !has_whole_slices(job_path, setup)) {
    plan = make_row_plan(setup, job_path, reasons);
  }
  const Counterparts counterparts =
      request.slice ? Counterparts() : find_counterparts(setup, job_path);
  const FinishedParts kept =
      request.slice
          ? FinishedParts{}
          : keep_finished(job_path, setup, plan ? std::optional(plan->digest) : std::nullopt,
                          counterparts.parts);
  std::optional<TemporaryFolder> scratch;
  const PhasesRequest phases{setup,         job_path,     plugin_object(setup, job_path, scratch),
                             request.slice, kept,         std::move(plan),
                             reasons,       counterparts, request.cores};
  const JobInputsGuard given(job_path);
  Supervisor supervisor(phases, by_hand, request.notices);
  const PhasesEnd ended = supervisor.run();
  if (request.slice) {
    return end_slice(phases, ended, supervisor.board().slice(Share{*request.slice}).tally.row);
  }
  if (ended.interrupted) {
    given.restore();
    return RunOutcome::interrupted;
  }
  const auto fail = [&](const Failure& failure) {
    given.restore();
    remove_tree(job_path + "/post.json");  // the job is not finished, whatever made this
    remove_tree(job_path + "/error.json");
    drop_unfinished_columns(job_path, setup);
    remove_tree(join_path(job_path, kTemporaryFolder));
    write_json(job_path + "/error.json", failure_document(failure), Durable::yes);
    if (by_hand) print_failure(failure, setup);
    return RunOutcome::failed;
  };
  if (ended.failure) return fail(*ended.failure);
  try {  // a job that cannot be committed is a failed job
    supervisor.board().begin_commit();
    given.require_unchanged();
    const std::string report_path = join_path(job_path, kReportFile);
    const Document report = read_json(report_path);
    remove_file(report_path);
    commit_job(job_path, setup, report, kept, start, phases.plan, counterparts.parts);
  } catch (const Error& error) {
    return fail(failure_of(error, "commit", -1, -1));
  }
  // The job is finished even if this fails, which is reported.
  note_latest(job_path, setup.task.method);
  return RunOutcome::done;
}

}  // namespace accel
