// SPDX-License-Identifier: Apache-2.0
#include "engine_world.h"

#include "base/text.h"
#include "job/post_file.h"
#include "method/code.h"
#include "run/failure.h"

#include <sys/mman.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <thread>

namespace accel {
namespace {

constexpr std::uint64_t kRows = 100;

Description description_of(const std::string& method) {
  Description description;
  description.options = {{"size", "int64", 1, false, "", ""}};
  description.has_analysis = true;
  if (method.starts_with("import")) {
    description.options.push_back({"files", "files", Value(), true, "", ""});
  } else {
    description.datasets = {{"source", false, false, false}};
    description.jobs = {{"reads", true, false, false}};
  }
  if (method == "thumb") description.results = {"image"};
  return description;
}

std::vector<Document> json_lines(const Fd& fd) {
  std::string text(static_cast<std::size_t>(::lseek(fd.get(), 0, SEEK_END)), '\0');
  text.resize(read_at(fd, "the lines of a build", text.data(), text.size(), 0));
  std::vector<Document> lines;
  for (const std::string& line : split(text, '\n')) {
    if (!line.empty()) lines.push_back(parse_json(line, ""));
  }
  return lines;
}

ProcessStatus exit_with(int code) {
  ProcessStatus status;
  status.code = code;
  return status;
}

JobEnd fail(JobEnd end, const std::string& path, const std::string& what) {
  write_json(path + "/error.json", failure_document({"analysis", 1, 17, what, "", false}));
  end.status = exit_with(1);
  return end;
}

}  // namespace

void FakeRunner::start(const JobSetup& setup, const std::string& path,
                       const std::vector<int>& locks) {
  for (const int fd : locks) {
    if (fd < 0) throw Error("a lock that is not open");
  }
  ran.push_back(read_setup(path));
  running_.push_back({setup, path});
  most_running = std::max(most_running, running_.size());
}

std::optional<JobEnd> FakeRunner::wait(int milliseconds) {
  const bool may_end = milliseconds != 0 || (ends_unasked && ends_unasked());
  if (running_.empty() || !may_end) {
    if (milliseconds > 0) std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
    return std::nullopt;
  }
  const auto chosen =
      running_.begin() + static_cast<std::ptrdiff_t>(next ? next(running_.size()) : 0);
  const RunningJob job = *chosen;
  running_.erase(chosen);
  return end(job.setup, job.path);
}

JobEnd FakeRunner::end(const JobSetup& setup, const std::string& path) const {
  remove_file(path + "/error.json");  // of a run before
  JobEnd end{setup.job, exit_with(0), 1.5, ""};
  switch (fate ? fate(setup) : Fate::ends) {
    case Fate::ends:
      if (bad_rows > allowed_bad_rows(setup.limits.max_bad, kRows)) {
        return fail(std::move(end), path, "too many bad rows");
      }
      finish(setup, path);
      break;
    case Fate::fails: return fail(std::move(end), path, "a bad picture\n  really");
    case Fate::is_cut_short:
      make_folders(path + "/slices");
      write_file(path + "/slices/0.json", "{}");
      end.status.signal = SIGKILL;
      break;
    case Fate::is_removed:
      remove_tree(path);
      end.status = exit_with(1);
      break;
    case Fate::machine_fails:
      end.status = exit_with(3);
      end.said = "no space left on device";
      break;
    case Fate::is_interrupted: throw Interrupted();
    case Fate::ends_though_interrupted:
      finish(setup, path);
      end.was_interrupted = true;
      break;
  }
  return end;
}

void FakeRunner::finish(const JobSetup& setup, const std::string& path) const {
  const auto kept = list_folder(path + "/slices").size();
  remove_tree(path + "/slices");
  const std::size_t slices = static_cast<std::size_t>(setup.limits.slices);
  make_folders(dataset_folder(path, "default"));
  const Manifest manifest =
      dataset ? dataset(setup) : Manifest{"default", std::vector<std::uint64_t>(slices, 1), {}, {}};
  write_json(dataset_folder(path, "default") + "/dataset.json", manifest_document(manifest));
  Document post = {{"format", kPostFormat},
                   {"job", setup.job},
                   {"keys", {setup.task.key}},
                   {"seconds", {{"total", 2.5}}},
                   {"rows", kRows},
                   {"bad_rows", bad_rows},
                   {"bytes", 5},
                   {"kept_slices", kept}};
  if (reads) post["inputs"] = reads_document(*reads);
  post["files"] = Document::array();
  if (!writes.empty()) {
    write_file(join_path(path, writes), "");
    post["files"].push_back({{"name", writes}, {"size", 0}, {"checksum", digest_of("").hex()}});
  }
  write_json(path + "/post.json", post);
  note_latest(path, setup.task.method);
}

std::string BuildResult::text() const {
  std::vector<std::string> words;
  for (const Document& line : lines) {
    const std::string job = line.at("job");
    words.push_back(line.at("outcome").get<std::string>() + " " +
                    line.at("method").get<std::string>() + (job.empty() ? "" : " ") + job);
  }
  return joined(words, ", ");
}

EngineWorld::EngineWorld() {
  project.folder = folder.path();
  project.workdir = folder.path() + "/workdirs/dev";
  project.slices = 4;
  project.compiler = folder.path() + "/compiler";  // which nobody calls but for its version
  write("compiler", "#!/bin/sh\necho made-up compiler 1.0\n");
  ::chmod(project.compiler.c_str(), 0755);
  write("photos/1.jpg", "one");
}

void EngineWorld::write(const std::string& name, const std::string& contents) const {
  make_folders(parent_path(path(name)));
  write_file(path(name), contents);
}

void EngineWorld::write_method(const std::string& name, const std::string& code) {
  write("methods/" + name + ".cpp", code);
  const std::string source = path("methods/" + name + ".cpp");
  MethodInfo& method = methods_[name];
  method.source.name = name;
  method.source.sources = {source};
  method.files = {{source, name + ".cpp", digest_of(code), code_digest(code)}};
  method.object = path(name + ".so");
  method.description = description_of(name);
}

BuildResult EngineWorld::run(const Script& script, const BuildMode& mode) {
  const Fd out(::memfd_create("the lines of a build", MFD_CLOEXEC));
  Reporter reporter(out.get(), true, false);
  BuildLog builds(project, {"build.cpp"}, {}, !mode.is_dry_run);
  builds.open();
  ScriptLog log(builds, project, "build.cpp");
  BuildResult result;
  const auto method = [this](const std::string& name) -> const MethodInfo& {
    return methods_.at(name);
  };
  detail::Engine engine({project, method, runner, reporter, result.totals, log}, mode);
  try {
    try {
      script(engine);
      engine.finish();
    } catch (...) {
      engine.stop();
      throw;
    }
  } catch (const MachineError& error) {
    result.error = error.what();
    result.is_machine_error = true;
  } catch (const Error& error) {
    result.error = error.what();
  } catch (const Interrupted&) {
    result.is_interrupted = true;
  } catch (const NotMade&) {
    result.not_made = true;
  }
  for (const std::exception_ptr& error : engine.take_failures()) {
    try {
      std::rethrow_exception(error);
    } catch (const Error& other) {
      result.more_errors.emplace_back(other.what());
    }
  }
  result.lines = json_lines(out);
  return result;
}

BuildResult EngineWorld::build(const std::string& method, const Arguments& arguments,
                               const BuildMode& mode) {
  return run([&](detail::Engine& engine) { engine.build(method, arguments, kHere); }, mode);
}

BuildMode EngineWorld::forcing(const std::string& method) const {
  BuildMode mode;
  mode.forced = {method};
  mode.first_new = Store(project.workdir, {}, StoreUse::look).next_number();
  return mode;
}

}  // namespace accel
