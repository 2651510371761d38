// SPDX-License-Identifier: Apache-2.0
#include "view/find_job.h"

#include "base/file.h"
#include "base/text.h"
#include "job/job_id.h"
#include "job/post_file.h"
#include "job/setup.h"
#include "method/methods.h"
#include "run/failure.h"
#include "view/places.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace accel {
namespace {

constexpr std::size_t kMostSuggested = 1000;  // ids: comparing a word with each costs

/// "thumbnailer~2": the method, and how many finished jobs are newer.
struct EarlierJob {
  std::string method;
  std::size_t count = 0;
};

std::optional<EarlierJob> find_earlier_job(const std::string& word) {
  const auto tilde = word.rfind('~');
  if (tilde == std::string::npos || tilde == 0) return std::nullopt;
  EarlierJob before{word.substr(0, tilde), 0};
  const char* const end = word.data() + word.size();
  const auto read = std::from_chars(word.data() + tilde + 1, end, before.count);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return before;
}

Job earlier_job(const Store& store, const EarlierJob& before) {
  const auto latest = find_latest_job(store, before.method);
  const Catalog catalog(store);
  std::vector<std::string> ids = catalog.finished_of(before.method);
  const std::size_t count = ids.size();
  ids.erase(ids.begin(), latest ? std::ranges::find(ids, *latest) : ids.begin());
  if (before.count < ids.size()) return {ids[before.count], store.job_path(ids[before.count])};
  if (ids.empty()) {
    throw Error("there is no finished job of " + quote(before.method) +
                did_you_mean(before.method, catalog.methods()));
  }
  throw Error(before.method + " has " + counted(count, "finished job") + ": the oldest is " +
              before.method + "~" + std::to_string(ids.size() - 1));
}

/// "workdirs/dev/dev-4", "latest/thumbnailer", "./DS/default" in a job's folder.
std::optional<JobWord> find_by_path(const std::string& word) {
  std::string path = absolute_path(word);
  std::string rest;
  while (path != "/") {
    const std::string real = real_path(path);
    if (find_job_id(base_name(real)) && exists(real + "/setup.json")) break;
    rest = std::string(base_name(path)) + (rest.empty() ? "" : "/" + rest);
    path = parent_path(path);
  }
  if (path == "/") return std::nullopt;
  const std::string real = real_path(path);
  JobWord found{{std::string(base_name(real)), real}, std::nullopt};
  if (!rest.starts_with("DS/")) return found;
  const std::string folder = rest.substr(3, rest.find('/', 3) - 3);
  for (const std::string& name : found.job.dataset_names()) {
    if (file_safe(name) == folder) found.dataset = name;
  }
  return found;
}

std::vector<std::string> names_near(const Store& store) {
  std::vector<std::string> names = list_folder(store.path() + "/latest");
  const std::vector<std::string> ids = store.list();
  const std::size_t first = ids.size() - std::min(ids.size(), kMostSuggested);
  names.insert(names.end(), ids.begin() + static_cast<std::ptrdiff_t>(first), ids.end());
  return names;
}

/// The user may expect the newest.
void note_newer(const Store& store, const std::string& method, const std::string& id) {
  const auto newer = find_newer_job(store, method, id);
  if (!newer) return;
  std::fprintf(stderr, "accel: %s is %s, which the last build used; the newest is %s\n",
               escaped(method).c_str(), id.c_str(), newer->c_str());
}

std::optional<Job> find_by_name(const Store& store, const std::string& name) {
  if (const auto path = store.workdirs().find_job_path(name); path && exists(*path)) {
    return Job{name, *path};
  }
  if (const auto id = find_latest_job(store, name)) {
    note_newer(store, name, *id);
    return Job{*id, store.job_path(*id)};
  }
  if (const auto before = find_earlier_job(name)) return earlier_job(store, *before);
  return std::nullopt;
}

/// The newest job of a method that has no latest one: it may have failed.
std::optional<Job> find_any_of(const Store& store, const std::string& method) {
  if (method.empty()) return std::nullopt;
  const Catalog catalog(store);
  const auto& jobs = catalog.jobs();
  const auto newest = std::find_if(jobs.rbegin(), jobs.rend(),
                                   [&](const JobRecord& job) { return job.method == method; });
  if (newest == jobs.rend()) return std::nullopt;
  return Job{newest->id, store.job_path(newest->id)};
}

[[noreturn]] void refuse(const Store& store, const std::string& word) {
  const std::string name = word.substr(0, word.find('/'));
  if (const auto path = store.workdirs().find_job_path(name)) {
    throw Error("there is no job " + name + " in " + parent_path(*path));
  }
  const std::vector<std::string> methods = Methods(open_project(absolute_path("."))).names();
  if (std::ranges::find(methods, name) != methods.end()) {
    throw Error("there is no job of " + quote(name) + " in " + store.path())
        .set_hint("a build script makes one: urd.build(\"" + name + "\", ...)");
  }
  throw Error("there is no job " + quote(name) + did_you_mean(name, names_near(store)))
      .set_hint(
          "name a job by its id (dev-4), a method for its latest (thumbnailer; the one before: "
          "thumbnailer~1), or its folder; 'accel job' lists them");
}

}  // namespace

JobWord read_job_word(const Store& store, const std::string& word) {
  const auto slash = word.find('/');
  auto job = find_by_name(store, word.substr(0, slash));
  const bool may_be_path = slash != std::string::npos || word.starts_with('.');
  if (!job && may_be_path && exists(word)) {
    if (const auto found = find_by_path(word)) return *found;
    throw Error(quote(word) + " is not a job: it has no setup.json");
  }
  if (!job) job = find_any_of(store, word.substr(0, slash));
  if (!job) refuse(store, word);
  if (slash == std::string::npos || slash + 1 == word.size()) return {*job, std::nullopt};
  return {*job, word.substr(slash + 1)};
}

Job find_job(const Store& store, const std::string& word) {
  const JobWord found = read_job_word(store, word);
  if (!found.dataset) return found.job;
  throw Error("expected a job, got the dataset " + quote(word))
      .set_hint("name the job alone: " + found.job.id());
}

namespace {

Error failure_error(const Job& job) {
  const auto failure = find_failure(job.path());
  if (!failure) return Error("job " + job.id() + " failed");
  const JobSetup setup = read_setup(job.path());
  Error error("job " + job.id() + " failed: " + printable(failure->what));
  return error.add_context(
      failure_place(*failure, escaped(setup.task.method), job.id(), setup.limits.slices));
}

}  // namespace

void require_readable(const Job& job) {
  const JobRecord entry = read_record(job.path());
  const std::string state = state_text(job.path(), entry);
  if (state == "finished") return;
  Error error("job " + job.id() + " is " + state + (entry.trouble.empty() ? "" : ": ") +
              printable(entry.trouble));
  if (state == "failed") error = failure_error(job);
  if (state == "other format") error = Error("job " + job.id() + ": " + entry.trouble);
  if (state == "running") {
    error.set_hint("its results appear when it is finished; 'accel status' shows its progress");
  } else {
    error.set_hint("'accel job " + job.id() + "' shows more");
  }
  throw error;
}

Dataset find_dataset(const Store& store, const std::string& word) {
  const JobWord found = read_job_word(store, word);
  const Job& job = found.job;
  require_readable(job);
  if (found.dataset) return job.dataset(*found.dataset);
  const std::vector<std::string> names = job.dataset_names();
  if (names.empty()) throw Error("job " + job.id() + " of " + job.method() + " has no dataset");
  return job.dataset(names.size() == 1 ? names.front() : "default");
}

Store open_store(const Project& project) {
  if (!exists(project.workdir)) {
    throw Error("there are no jobs here yet: no folder " + quote(project.workdir))
        .set_hint("make some with: accel build SCRIPT.cpp");
  }
  const Store store(project.workdir, project.sources, StoreUse::look);
  const bool is_workdir = exists(project.workdir + "/latest") || !store.list().empty();
  if (!is_workdir) {  // looking must leave nothing in another folder
    throw Error("there are no jobs in " + quote(project.workdir))
        .set_hint("make some with: accel build SCRIPT.cpp");
  }
  return Store(project.workdir, project.sources);
}

}  // namespace accel
