// SPDX-License-Identifier: Apache-2.0
#include <accel/testing.h>

#include "base/text.h"
#include "dataset/dataset.h"
#include "job/store.h"
#include "method/plugin.h"
#include "run/commit.h"
#include "run/local_phases.h"
#include "urd/request.h"

namespace accel::testing {

struct Sandbox::State {
  explicit State(int slices) {
    project.folder = folder.path();
    project.workdir = folder.path() + "/workdirs/test";
    project.slices = slices;
    store.emplace(project.workdir);
    workdirs.add(store->name(), store->path());
  }

  /// A job directory with the files that every job has.
  std::string start_job(JobSetup& setup, const Transcript& transcript) {
    setup.job = store->allocate();
    setup.task.key = transcript.key().hex();
    setup.environment.workdirs = workdirs.paths();
    std::string path = store->job_path(setup.job);
    accel::write_file(path + "/key.txt", transcript.text());
    write_json(path + "/setup.json", setup_document(setup));
    store->note_started(transcript.key(), setup.job);
    return path;
  }

  SyncPause pause;  // the folder is thrown away
  TemporaryFolder folder;
  Project project;
  std::optional<Store> store;
  Workdirs workdirs;
  KnownJobs jobs{workdirs};
  std::map<std::string, JobSetup> made;  ///< jobs of datasets that are being made, by path
};

namespace {

Document empty_report() {
  return {
      {"seconds",
       {{"prepare", 0.0}, {"analysis", 0.0}, {"synthesis", 0.0}, {"slices", Document::array()}}},
      {"rows", 0},
      {"tried_rows", 0},
      {"bad_rows", 0},
      {"bytes", 0},
      {"peak_memory", 0},
      {"kept_slices", 0},
      {"has_result", false}};
}

}  // namespace

Sandbox::Sandbox(int slices) : state_(new State(slices)) {}
Sandbox::~Sandbox() { delete state_; }

const std::string& Sandbox::folder() const { return state_->folder.path(); }

void Sandbox::write_file(std::string_view name, std::string_view contents) const {
  const std::string path = join_path(folder(), name);
  make_folders(parent_path(path));
  accel::write_file(path, contents);
}

Writer Sandbox::start_dataset(std::vector<ColumnSpec> columns) {
  JobSetup setup;
  setup.task.method = "test_dataset";
  setup.limits.slices = state_->project.slices;
  auto* writer = new detail::WriterState;
  const detail::Handle<detail::WriterState> handle(writer);
  writer->columns = std::move(columns);
  writer->job_path = state_->start_job(setup, Transcript(setup.task.method));
  state_->made[writer->job_path] = setup;
  writer->may_select = true;
  writer->finished.resize(static_cast<std::size_t>(setup.limits.slices));
  Writer result(handle);
  result.select_slice(0);
  return result;
}

Dataset Sandbox::finish_dataset(const Writer& writer) {
  detail::WriterState& state = *writer.state();
  const JobSetup& setup = state_->made.at(state.job_path);
  write_manifest(make_manifest(state, setup.job, state.finish_all()), setup.job, state.job_path);
  commit_job(state.job_path, setup, empty_report(), {}, std::chrono::steady_clock::now());
  return open_dataset({setup.job, state.name}, state_->workdirs);
}

Job Sandbox::run_phases(detail::Phases& phases, const Arguments& arguments) {
  MethodInfo method;
  method.source.name = "test_method";
  method.description = describe(phases);
  const RequestContext context{state_->project, state_->workdirs, state_->jobs};
  JobRequest request = check_request(method, arguments.list(), context);
  complete_request(request, method, context);
  JobSetup setup{"", request.task, request.limits, {}, {}, {}, ""};
  const std::string path = state_->start_job(setup, request.transcript);
  for (const auto& [name, files] : request.files) {
    make_folders(path + "/inputs");
    accel::write_file(inputs_path(path, name), files.text());
  }
  commit_job(path, setup, run_phases_here(setup, path, phases), {},
             std::chrono::steady_clock::now());
  return {setup.job, path};
}

}  // namespace accel::testing
