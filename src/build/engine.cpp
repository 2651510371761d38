// SPDX-License-Identifier: Apache-2.0
#include "build/engine.h"

#include "base/identity.h"
#include "base/process.h"
#include "base/text.h"
#include "build/asked_jobs.h"
#include "build/catalog.h"
#include "build/interrupt.h"
#include "build/reason.h"
#include "build/sources.h"
#include "job/job_files.h"
#include "method/config.h"
#include "run/cage.h"
#include "run/failure.h"
#include "run/run_job.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>

namespace accel::detail {
namespace {

constexpr int kJobGraceSeconds = 2;

/// What a job's own process said of an error that it could not leave in its directory.
std::string said_text(const Fd& said) {
  std::string text(std::size_t{64} * 1024, '\0');
  text.resize(read_at(said, "what run-job said", text.data(), text.size(), 0));
  while (text.ends_with('\n')) text.pop_back();
  const std::string_view prefix = "accel: error: ";
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

/// A failure as the error that the script sees.
Error failure_error(const Failure& failure, const std::string& place) {
  const auto end = failure.what.find('\n');
  Error error(failure.what.substr(0, end));
  error.add_context(place);
  if (end != std::string::npos) {
    for (std::string line : split(failure.what.substr(end + 1), '\n')) {
      line.erase(0, line.find_first_not_of(' '));
      error.add_context(line);
    }
  }
  if (!failure.output.empty()) {
    error.add_context("it printed last:");
    for (const std::string& line : split(failure.output, '\n')) {
      error.add_context("  | " + escaped(line));
    }
  }
  return error;
}

}  // namespace

Engine::Engine(const Project& project, Methods& methods, Reporter& reporter, Progress& progress,
               Totals& totals, const Journal& journal, std::string script, const BuildMode& mode)
    : project_(project),
      methods_(methods),
      reporter_(reporter),
      progress_(progress),
      totals_(totals),
      journal_(journal),
      script_(script),
      store_(project.workdir, project.sources, mode.is_dry_run ? StoreUse::look : StoreUse::build),
      results_(project, std::move(script)),
      mode_(mode) {}

void Engine::finish() {
  if (mode_.is_dry_run) return;
  note_asked_jobs(store_.path(), {project_.folder, script_, jobs_.ids()});
  results_.finish();
}

void Engine::tell(const JobLine& line) const {
  reporter_.job(line);
  if (line.outcome == Outcome::reused) return;
  journal_.job(line.job, line.method, line.outcome == Outcome::failed, line.seconds);
}

Job Engine::job_of(const std::string& id) {
  if (mode_.is_dry_run) return {id, store_.workdirs().job_path(id), &dry_run_};
  return {id, store_.workdirs().job_path(id), &results_};
}

/// May compile and describe it, which knows nothing of interrupts.
const MethodInfo& Engine::find_method(const std::string& name) {
  if (methods_.is_known(name)) return methods_.get(name);
  const EndChildrenOnInterrupt end_compilers;
  try {
    return methods_.get(name);
  } catch (const Error&) {
    if (is_interrupted()) throw Interrupted();
    throw;
  }
}

Job Engine::build(const std::string& name, const Arguments& arguments, const Place& place) {
  try {  // the boundary of a job: what is thrown gets the line that asked
    const MethodInfo& method = find_method(name);
    const JobRequest request =
        make_request(method, arguments.list(), {project_, store_.workdirs(), jobs_});
    std::optional<JobLine> found = find_finished(request);
    if (!found && mode_.is_dry_run) return would_make(request, method);
    if (!found) found = run(request, method, place);
    (found->outcome == Outcome::made ? totals_.made : totals_.reused) += 1;
    jobs_.add(found->job, found->key);
    tell(*found);
    return job_of(found->job);
  } catch (Error& error) {
    error.add_context(place_text(place));
    throw;
  }
}

std::optional<JobLine> Engine::find_finished(const JobRequest& request) const {
  // The jobs that it reads are part of the key, and were met when the request was checked.
  const auto id = store_.find(request.key);
  if (!id || mode_.is_forced(request.task.method, *id)) return std::nullopt;
  store_.hold(*id);  // first: what is seen then, stays
  const auto summary = find_summary(store_.job_path(*id));
  if (!summary) return std::nullopt;
  // A link of the index that leads to another's job (somebody moved folders) is no answer.
  if (std::ranges::find(summary->keys, request.task.key) == summary->keys.end()) {
    return std::nullopt;
  }
  if (summary->bad_rows > allowed_bad_rows(request.limits.max_bad, summary->tried_rows)) {
    return std::nullopt;
  }
  JobLine line;
  line.outcome = Outcome::reused;
  line.method = request.task.method;
  line.job = *id;
  line.key = summary->keys.front();
  line.seconds = summary->seconds;
  line.rows = summary->rows;
  line.bad_rows = summary->bad_rows;
  return line;
}

/// A job of the same key that was cut short, whose finished slices fit this request. Its key is
/// locked, so nobody is at it.
std::optional<std::string> Engine::find_unfinished(const JobRequest& request) const {
  const auto id = store_.find(request.key);
  if (!id || mode_.is_forced(request.task.method, *id)) return std::nullopt;
  if (is_finished(store_.job_path(*id))) return std::nullopt;
  const auto text = find_contents(store_.job_path(*id) + "/setup.json");
  const Document setup = text ? Document::parse(*text, nullptr, false) : Document();
  const auto is = [&](const char* name, const Document& value) {
    return setup.is_object() && setup.contains(name) && setup[name] == value;
  };
  const bool fits = is("format", kSetupFormat) && is("job", *id) && is("key", request.key.hex()) &&
                    is("slices", request.limits.slices);
  return fits ? id : std::nullopt;
}

void Engine::write_job(const JobSetup& setup, const JobRequest& request,
                       const MethodInfo& method) const {
  const std::string path = store_.job_path(setup.job);
  write_file(path + "/key.txt", request.transcript.text());
  remove_tree(path + "/source");  // of a run that was cut short
  copy_sources(method, path + "/source");
  for (const auto& [name, files] : request.files) {
    make_folders(path + "/inputs");
    write_file(inputs_path(path, name), files.text());
  }
  write_json(path + "/setup.json", setup_document(setup));
}

JobEnvironment Engine::environment(const MethodInfo& method) const {
  return {plugin_recipe(method, project_),
          plan_cage(method.description.is_caged, project_.cage, cage_support()),
          store_.workdirs().paths()};
}

JobOrigin Engine::origin(const Place& place, const PluginRecipe& plugin, MadeBecause why) {
  if (host_.empty()) {
    host_ = host_name();
    user_ = user_name();
    compiler_ = compiler_version(project_settings(project_));
  }
  std::vector<std::string> libraries = {ACCEL_LIBRARIES};
  libraries.insert(libraries.end(), plugin.packages.begin(), plugin.packages.end());
  return {.script = project_.shown(normal_path(join_path(project_.folder, place.file))),
          .line = place.line,
          .started = utc_time(std::time(nullptr)),
          .host = host_,
          .user = user_,
          .versions = {{"accel", ACCEL_VERSION},
                       {"compiler", compiler_},
                       {"flags", joined(plugin.flags, " ")},
                       {"libraries", joined(libraries, ", ")}},
          .why = std::move(why)};
}

Job Engine::would_make(const JobRequest& request, const MethodInfo& method) {
  JobLine line;
  line.method = request.task.method;
  const auto asked = dry_run_.find(request.key);
  line.outcome = asked ? Outcome::reused : Outcome::would_make;
  const auto unmade = dry_run_.find_unmade_input(request.task);
  line.reason = asked    ? "asked for before, and not made yet"
                : unmade ? *unmade
                         : reason_to_make(store_, project_, request, method, mode_).text;
  (asked ? totals_.reused : totals_.made) += 1;
  reporter_.job(line);
  if (asked) return *asked;
  Job job = dry_run_.add(request, store_.path());
  jobs_.add_unmade(job.id());
  return job;
}

JobLine Engine::run(const JobRequest& request, const MethodInfo& method, const Place& place) {
  const ByteLock lock = store_.lock(request.key, [&] {
    std::fprintf(stderr, "accel: waiting for another build that makes the same job of %s\n",
                 escaped(request.task.method).c_str());
  });
  if (auto shared = find_finished(request)) return *shared;
  jobs_.refuse_removed(request.task);
  JobSetup setup = start(request, method, place);
  Ran ran = run_process(setup, lock);
  if (!exists(store_.job_path(setup.job) + "/setup.json")) {
    std::fprintf(stderr, "accel: job %s was removed while it was made; making it again\n",
                 setup.job.c_str());
    setup = start(request, method, place);
    ran = run_process(setup, lock);
  }
  JobLine line;
  line.method = request.task.method;
  line.job = setup.job;
  line.key = request.task.key;
  line.reason = setup.origin.why.text;
  line.seconds = ran.seconds;
  if (!ran.summary) fail(line, setup, ran.status, ran.said);
  if (store_.find(request.key) != line.job) store_.note_started(request.key, line.job);
  note_in_catalog(store_, setup, *ran.summary);
  line.seconds = ran.summary->seconds;  // what it will say when the job is reused
  line.rows = ran.summary->rows;
  line.bad_rows = ran.summary->bad_rows;
  line.kept_slices = ran.summary->kept_slices;
  line.slices = request.limits.slices;
  return line;
}

/// A directory with all that the job needs: a new one, or that of a run that was cut short.
JobSetup Engine::start(const JobRequest& request, const MethodInfo& method, const Place& place) {
  const auto unfinished = find_unfinished(request);
  JobSetup setup{unfinished ? *unfinished : store_.allocate(),
                 request.task,
                 request.limits,
                 environment(method),
                 {}};
  setup.origin = origin(place, setup.environment.plugin,
                        reason_to_make(store_, project_, request, method, mode_));
  write_job(setup, request, method);
  // A finished job that has too many bad rows for this request is good for others still.
  const auto before = store_.find(request.key);
  const bool is_good = before && is_finished(store_.job_path(*before));
  if (!is_good) store_.note_started(request.key, setup.job);
  return setup;
}

/// The job's own process, to its end.
Engine::Ran Engine::run_process(const JobSetup& setup, const ByteLock& lock) const {
  const std::string path = store_.job_path(setup.job);
  const Fd said(::memfd_create("what run-job says", MFD_CLOEXEC));
  if (!said.is_open()) throw SystemError("make", "a file in memory", errno);
  JobWatch watch(progress_, setup, path);
  SpawnRequest request;
  request.arguments = {layout().program,
                       "run-job",
                       path,
                       "--supervised-by",
                       std::to_string(::getpid()),
                       "--notices",
                       std::to_string(watch.notices())};
  request.keep = {lock.fd(), store_.in_use_fd(), watch.notices()};
  request.own_group = true;
  request.err = said.get();
  const auto start = std::chrono::steady_clock::now();
  Child child = spawn(request);
  watch.watch(child);
  Ran ran;
  ran.status = wait_interruptibly(child, kJobGraceSeconds);
  watch.finish();
  if (is_interrupted()) throw Interrupted();
  ran.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (ran.status.ok()) ran.summary = find_summary(path);
  ran.said = said_text(said);
  return ran;
}

void Engine::fail(const JobLine& made, const JobSetup& setup, const ProcessStatus& status,
                  const std::string& said) {
  JobLine line = made;
  line.outcome = Outcome::failed;
  ++totals_.failed;
  const auto failure = find_failure(store_.job_path(line.job));
  line.reason = "its process " + std::string(status.signal != 0 ? "was " : "") + status.describe();
  if (failure) line.reason = failure->what.substr(0, failure->what.find('\n'));
  tell(line);
  jobs_.refuse_removed(setup.task);
  if (!failure) {
    const Error error(said.empty() ? "job " + line.job + " of " + line.method + ": " + line.reason
                                   : said);
    if (status.code == kAccelFailed) throw MachineError(error);
    throw error;
  }
  const Error error = failure_error(
      *failure, failure_place(*failure, setup.task.method, setup.job, setup.limits.slices));
  if (failure->of_machine) throw MachineError(error);
  throw error;
}

}  // namespace accel::detail
