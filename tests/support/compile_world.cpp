// SPDX-License-Identifier: Apache-2.0
#include "compile_world.h"

#include "base/process.h"
#include "base/text.h"

#include <gtest/gtest.h>
#include <sys/inotify.h>
#include <sys/stat.h>

#include <array>
#include <iostream>

namespace accel {
namespace {

/// Its dependencies are the source and what that includes in quotes.
constexpr std::string_view kCompiler = R"sh(#!/bin/sh
here=$(dirname "$0"); log=$here/log
[ "$1" = --version ] && { echo version >>"$here/versions"; echo "copying compiler 1.0"; exit; }
source=; out=; dependencies=; inputs=
while [ $# -gt 0 ]; do
  case $1 in
    -o) out=$2; shift ;;
    -c) source=$2; shift ;;
    -MF) dependencies=$2; shift ;;
    *.o) inputs="$inputs $1" ;;
  esac
  shift
done
[ -z "$source" ] && { cat $inputs >"$out"; exit; }
echo "$source" >>"$log"
. "$here/on_compile"
folder=$(dirname "$source")
{ printf 'object: %s' "$source"
  sed -n 's/^#include "\(.*\)"/\1/p' "$source" | while read -r name; do
    printf ' \\\n %s' "$folder/$name"
  done; echo; } >"$dependencies"
cat "$source" >"$out"
)sh";

}  // namespace

CompileWorld::CompileWorld(const std::string& project_name)
    : project_(folder_.path() + "/" + project_name) {
  make_folder(project_);
  write_file(folder_.path() + "/compiler", kCompiler);
  ::chmod((folder_.path() + "/compiler").c_str(), 0755);
  on_compile("true");
}

CompileWorld::~CompileWorld() {
  if (!::testing::Test::HasFailure()) return;
  folder_.keep();
  std::cerr << "kept: " << folder_.path() << "\n";
}

CompileSettings CompileWorld::settings() const {
  CompileSettings settings = real(folder_.path() + "/compiler");
  settings.base_flags = {"-O2", "-shared"};
  return settings;
}

CompileSettings CompileWorld::real(const std::string& compiler) const {
  CompileSettings settings;
  settings.compiler = compiler;
  settings.folder = project_;
  settings.cache = project_ + "/.accel";
  settings.base_flags = {"-std=c++20", "-O0", "-fPIC", "-shared", "-L/nowhere"};
  settings.abi = "1";
  settings.concurrency = 2;
  return settings;
}

std::string CompileWorld::path(const std::string& name) const { return project_ + "/" + name; }

void CompileWorld::write(const std::string& name, const std::string& text) const {
  make_folders(parent_path(path(name)));
  write_file(path(name), text);
}

Unit CompileWorld::unit(const std::string& name) const {
  return {name, {path(name)}, parent_path(path(name))};
}
Unit CompileWorld::unit(const std::vector<std::string>& names) const {
  Unit result = unit(names.at(0));
  result.sources.clear();
  for (const std::string& name : names) result.sources.push_back(path(name));
  return result;
}

CompiledUnit CompileWorld::compile(const Unit& unit, const CompileSettings& settings) const {
  const auto results = compile_all({unit}, settings);
  if (const auto* error = std::get_if<CompileError>(&results.at(0))) {
    ADD_FAILURE() << error->what() << "\n" << error->output();
    return {};
  }
  return std::get<CompiledUnit>(results[0]);
}

CompileError CompileWorld::failure(const Unit& unit, const CompileSettings& settings) const {
  const auto results = compile_all({unit}, settings);
  const auto* error = std::get_if<CompileError>(&results.at(0));
  EXPECT_NE(error, nullptr) << "compiled, but should not have";
  return error != nullptr ? *error : CompileError("", "");
}

std::vector<std::string> CompileWorld::calls() const {
  const std::string log = folder_.path() + "/log";
  std::vector<std::string> lines = split(find_contents(log).value_or(""), '\n');
  lines.pop_back();
  remove_file(log);
  return lines;
}

void CompileWorld::on_compile(const std::string& line) const {
  write_file(folder_.path() + "/on_compile", line + "\n");
}

std::vector<std::string> CompileWorld::cached(const std::string& name) const {
  std::vector<std::string> paths;
  const std::string folder = path(".accel/" + name);
  for (const std::string& file : list_tree(folder)) paths.push_back(join_path(folder, file));
  return paths;
}

void CompileWorld::move_project(const std::string& name) {
  const std::string to = folder_.path() + "/" + name;
  rename_file(project_, to);
  project_ = to;
}

std::vector<std::string> source_names(const CompiledUnit& unit) {
  std::vector<std::string> names;
  for (const SourceFile& file : unit.files) names.push_back(file.name);
  return names;
}

bool has_program(const std::string& name) {
  SpawnRequest request;
  request.arguments = {"/bin/sh", "-c", "command -v " + name};
  return run_captured(request).status.ok();
}

OpenWatch::OpenWatch(const std::string& path) : fd_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
  EXPECT_GE(::inotify_add_watch(fd_.get(), path.c_str(), IN_OPEN), 0);
}
bool OpenWatch::was_opened() const {
  std::array<char, 4096> events;
  return ::read(fd_.get(), events.data(), events.size()) > 0;
}

}  // namespace accel
