// SPDX-License-Identifier: Apache-2.0
#include "run/run_job.h"

#include "base/text.h"
#include "job/job_files.h"
#include "job/setup.h"
#include "method/layout.h"
#include "run/after_fork.h"
#include "run/commit.h"
#include "run/supervisor.h"

#include <chrono>
#include <cstdio>

namespace accel {
namespace {

/// A copy of what the job was started with, to run elsewhere.
void copy_job(const std::string& from, const std::string& to) {
  make_folders(to);
  if (!list_folder(to).empty()) throw Error(quote(to) + " is not empty");
  for (const char* name : {"setup.json", "key.txt"}) {
    write_file(join_path(to, name), read_file(join_path(from, name)));
  }
  for (const std::string folder : {"inputs", "source"}) {
    for (const std::string& file : list_tree(join_path(from, folder))) {
      const std::string target = to + "/" + folder + "/" + file;
      make_folders(parent_path(target));
      write_file(target, read_file(from + "/" + folder + "/" + file));
    }
  }
}

/// The compiled plugin; compiled again from `source/` when its cache is gone.
std::string plugin_object(const JobSetup& setup, const std::string& job_path,
                          const TemporaryFolder& scratch) {
  if (exists(setup.plugin.object)) return setup.plugin.object;
  CompileSettings settings = recipe_settings(job_path + "/source", scratch.path());
  settings.compiler = setup.plugin.compiler;
  settings.flags = setup.plugin.flags;
  settings.packages = setup.plugin.packages;
  Unit unit{setup.method, {}, settings.folder};
  for (const std::string& source : setup.plugin.sources) {
    unit.sources.push_back(join_path(settings.folder, source));
  }
  const CompileResult result = compile_all({unit}, settings)[0];
  if (const auto* error = std::get_if<CompileError>(&result)) {
    std::fputs(error->output().c_str(), stderr);
    throw *error;
  }
  return std::get<Compiled>(result).object;
}

}  // namespace

RunOutcome run_job(const RunRequest& request) {
  const auto start = std::chrono::steady_clock::now();
  if (request.supervised_by != 0) die_with_parent(request.supervised_by);
  std::string job_path = absolute_path(request.job_path);
  if (!request.into.empty()) {
    copy_job(job_path, absolute_path(request.into));
    job_path = absolute_path(request.into);
  }
  const JobSetup setup = read_setup(job_path);
  if (is_finished(job_path)) {
    throw Error("job " + setup.job + " is finished")
        .set_hint("run a copy of it with --into FOLDER");
  }
  if (request.slice && (*request.slice < 0 || *request.slice >= setup.slices)) {
    throw Error("job " + setup.job + " has " +
                counted(static_cast<std::uint64_t>(setup.slices), "slice"));
  }
  const TemporaryFolder scratch;
  const PhasesRequest phases{setup, job_path, plugin_object(setup, job_path, scratch),
                             request.slice};
  Supervisor supervisor(phases);
  const Supervised ended = supervisor.run();
  if (ended.interrupted) return RunOutcome::interrupted;
  if (ended.failure) {
    write_json(job_path + "/error.json", failure_document(*ended.failure), Durable::yes);
    return RunOutcome::failed;
  }
  if (request.slice) return RunOutcome::done;
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  try {  // a job that cannot be committed is a failed job
    commit_job(job_path, setup, ended.done, seconds.count());
  } catch (const Error& error) {
    write_json(job_path + "/error.json",
               failure_document({"commit", -1, -1, error.what(), ""}), Durable::yes);
    return RunOutcome::failed;
  }
  return RunOutcome::done;
}

}  // namespace accel
