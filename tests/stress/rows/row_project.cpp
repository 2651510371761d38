// SPDX-License-Identifier: Apache-2.0
#include "row_project.h"

#include "base/path.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cctype>

namespace accel {
namespace {

void copy_files(const std::string& from, const std::string& to) {
  make_folders(to);
  for (const std::string& name : list_folder(from)) {
    write_file(to + "/" + name, read_file(from + "/" + name));
  }
}

ProgramOutput run_words(std::vector<std::string> words) {
  SpawnRequest request;
  request.arguments = std::move(words);
  return run_captured(std::move(request));
}

/// How many slices the newest job has finished; 0 if all of it is finished.
int running_slices(const std::string& workdir) {
  std::optional<JobId> newest;
  for (const std::string& name : list_folder(workdir)) {
    const auto id = find_job_id(name);
    if (id && (!newest || id->number > newest->number)) newest = id;
  }
  const std::string path = newest ? workdir + "/" + newest->text() : "";
  if (!newest || exists(path + "/post.json")) return 0;
  const auto names = list_folder(path + "/slices");
  return static_cast<int>(std::ranges::count_if(names, [](const std::string& name) {
    return name.ends_with(".json") && std::isdigit(static_cast<unsigned char>(name[0]));
  }));
}

BuiltJob built_job(const Document& line) {
  BuiltJob job{line.at("outcome"), line.at("method"), line.at("job"), line.at("kept_slices"), {}};
  if (line.contains("computed_rows")) job.computed_rows = line.at("computed_rows");
  return job;
}

}  // namespace

const BuiltJob* RowBuild::find(const std::string& method, std::size_t nth) const {
  for (const BuiltJob& job : jobs) {
    if (job.method == method && nth-- == 0) return &job;
  }
  return nullptr;
}

RowProject::RowProject() {
  const char* root = std::getenv("ACCEL_ROWS_WORKDIRS");
  workdirs_folder_ =
      join_path(root != nullptr ? root : folder_.path(), base_name(folder_.path())) + "-workdirs";
  copy_files(ACCEL_ROW_TEST "/methods", folder_.path() + "/methods");
  copy_files(ACCEL_ROW_TEST "/scripts", folder_.path());
  for (const char* name : {"dev", "fresh", "base"}) workdirs_.add(name, workdir(name));
}

RowProject::~RowProject() {
  if (::testing::Test::HasFailure()) {
    folder_.keep();
    std::printf("kept: %s and %s\n", folder_.path().c_str(), workdirs_folder_.c_str());
  } else {
    try_remove_tree(workdirs_folder_);
  }
}

void RowProject::write(const RowInputs& inputs) const {
  const std::string folder = folder_.path() + "/texts";
  for (const std::string& name : list_tree(folder)) {
    if (!inputs.texts.count(name)) remove_file(folder + "/" + name);
  }
  for (const auto& [name, text] : inputs.texts) {
    const std::string path = folder + "/" + name;
    make_folders(parent_path(path));
    const std::string contents = file_contents(text);
    if (find_contents(path) != contents) write_file(path, contents);
  }
  write_file(folder_.path() + "/weight.txt", inputs.weight);
  for (const std::string method : {"/methods/take.cpp", "/methods/shout.cpp"}) {
    write_file(folder_.path() + method, read_file(ACCEL_ROW_TEST + method) + "static_assert(" +
                                            std::to_string(inputs.edition) + " >= 0);\n");
  }
  std::string list;
  for (const std::string& name : inputs.order) list += "texts/" + name + "\n";
  write_file(folder_.path() + "/inputs.txt", list);
  std::string settings = "slices = " + std::to_string(inputs.slices) + "\n";
  if (has_source_) settings += "sources = [\"" + workdir("base") + "\"]\n";
  write_file(folder_.path() + "/accel.toml", settings + "[compile]\nflags = [\"-O0\"]\n");
}

std::vector<std::string> RowProject::build_command(const std::string& script,
                                                   const RowInputs& inputs,
                                                   const std::string& workdir_name) const {
  std::vector<std::string> command{
      ACCEL_PROGRAM,         "build", "--json", "-C", folder_.path(), "--workdir",
      workdir(workdir_name), script};
  for (const std::string& word : {std::string("--"), inputs.max_bad, inputs.mark})
    command.push_back(word);
  if (!inputs.source.empty()) command.push_back(inputs.source);
  return command;
}

RowBuild RowProject::build(const std::string& script, const RowInputs& inputs,
                           const std::string& workdir_name, std::optional<int> slices) const {
  SpawnRequest request;
  request.arguments = build_command(script, inputs, workdir_name);
  if (slices) request.environment = {{"ACCEL_SLICES", std::to_string(*slices)}};
  const ProgramOutput output = run_captured(request);
  RowBuild build{output.status.ok(), {}, output.out + output.err};
  for (std::size_t begin = 0, end; begin < output.out.size(); begin = end + 1) {
    end = output.out.find('\n', begin);
    const Document line = parse_json(output.out.substr(begin, end - begin), "accel build --json");
    if (line.at("event") == "job") build.jobs.push_back(built_job(line));
  }
  return build;
}

void RowProject::kill_build(const std::string& script, const RowInputs& inputs, int slices) const {
  SpawnRequest request;
  request.arguments = build_command(script, inputs, "dev");
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw Error("no pipe");
  const Fd in(ends[0]);
  Fd out(ends[1]);
  request.out = request.err = out.get();
  Child child = spawn(request);
  out = Fd();
  while (!child.try_wait() && running_slices(workdir("dev")) < slices) ::usleep(200);
  child.signal(SIGKILL);
  char text[1000];
  while (::read(in.get(), text, sizeof text) > 0) {  // to the end of the last of its processes
  }
}

ProgramOutput RowProject::run(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), ACCEL_PROGRAM);
  for (const std::string& word :
       {std::string("-C"), folder_.path(), std::string("--workdir"), workdir("dev")}) {
    arguments.push_back(word);
  }
  return run_words(std::move(arguments));
}

}  // namespace accel
