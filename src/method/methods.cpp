// SPDX-License-Identifier: Apache-2.0
#include "method/methods.h"

#include "base/json.h"
#include "base/process.h"
#include "base/sys.h"
#include "base/text.h"
#include "dataset/manifest.h"
#include "method/code.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>

namespace accel {
namespace {

/// Names that begin with a dot (an editor's lock, ".#two.cpp") are ignored, as by globs.
bool is_source(std::string_view name) { return name.ends_with(".cpp") && !name.starts_with('.'); }

/// Why the file or folder cannot be used as that; empty if it can. A pipe in the place of a source
/// would keep the compiler waiting.
std::string access_problem(const std::string& method, const std::string& path, bool is_folder) {
  const std::string begin = "method " + quote(method) + " cannot be used: ";
  struct stat status;
  const int needed = is_folder ? R_OK | X_OK : R_OK;
  if (sys::stat(path.c_str(), &status) != 0 || ::access(path.c_str(), needed) != 0) {
    return begin + SystemError("open", path, errno).message();
  }
  const bool is_right = is_folder ? S_ISDIR(status.st_mode) : S_ISREG(status.st_mode);
  return is_right ? "" : begin + path + (is_folder ? " is not a folder" : " is not a regular file");
}

/// A folder, or a link or folder that cannot be looked into.
bool may_be_folder(const std::string& path) {
  struct stat status;
  if (sys::stat(path.c_str(), &status) == 0) return S_ISDIR(status.st_mode);
  return errno == ELOOP || errno == EACCES;
}

std::vector<std::string> sources_in(const std::string& folder) {
  std::vector<std::string> sources;
  for (const std::string& file : list_folder(folder)) {
    if (is_source(file)) sources.push_back(join_path(folder, file));
  }
  return sources;
}

/// Adds the sources in the folder of a method, or sets the problem.
void add_folder(MethodSource& source, const std::string& path) {
  const bool has_file = !source.sources.empty();
  std::vector<std::string> inner;
  const std::string problem = access_problem(source.name, path, true);
  problem.empty() ? inner = sources_in(path) : inner = {path};
  if (has_file && !inner.empty()) {
    source.problem = "method " + quote(source.name) + " exists twice: as " + path +
                     ".cpp and as a folder beside it";
  } else if (!problem.empty()) {
    source.problem = problem;
  }
  source.sources.insert(source.sources.end(), inner.begin(), inner.end());
}

std::optional<MethodSource> find_in(const std::string& folder, const std::string& name) {
  MethodSource source{name, folder, {}, false, ""};
  const std::string path = join_path(folder, name);
  if (exists(path + ".cpp")) source.sources.push_back(path + ".cpp");
  if (may_be_folder(path)) add_folder(source, path);
  if (source.sources.empty()) return std::nullopt;
  for (const std::string& file : source.sources) {
    if (source.problem.empty()) source.problem = access_problem(name, file, false);
  }
  if (!is_storable_name(name)) source.problem = "a method cannot be named " + quote(name);
  return source;
}

/// Also what cannot be used: find_in() says why.
std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const std::string& file : list_folder(folder)) {
    if (is_source(file)) {
      names.push_back(file.substr(0, file.size() - 4));
    } else if (!file.starts_with('.') && find_in(folder, file)) {
      names.push_back(file);
    }
  }
  return names;
}

void refuse_missing_phases(const MethodSource& source, const Description& description) {
  const PhasesFound found{description.has_prepare, description.has_analysis,
                          description.has_synthesis};
  for (const std::string& path : source.sources) {
    const auto message = misspelt_phase(tokens(read_file(path)), found);
    if (message) throw Error("method " + quote(source.name) + ": " + *message + "\n  " + path);
  }
  if (found.any()) return;
  throw Error("method " + quote(source.name) + " has no phase\n  " + source.sources.front())
      .set_hint("give it a public prepare(), analysis(int slice) or synthesis()");
}

/// A damaged description is like a missing one: it is made again.
std::optional<Description> find_description(const std::string& path) {
  if (!exists(path)) return std::nullopt;
  try {
    return read_description(path);
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

/// Runs the process that constructs the method, and keeps the description beside the object.
Description describe(const MethodSource& source, const std::string& object) {
  const std::string path = parent_path(object) + "/describe.json";
  std::optional<Description> description = find_description(path);
  if (!description) {
    const std::string fresh = path + ".tmp-" + std::to_string(::getpid());
    SpawnRequest request;
    request.arguments = {layout().program, "describe", object, fresh};
    const ProgramOutput output = run_captured(request);
    if (!output.status.ok()) {
      std::string said = output.err.substr(0, output.err.find_last_not_of('\n') + 1);
      if (said.starts_with("accel: error: ")) said = said.substr(14);
      const bool is_crash = output.status.signal != 0;
      throw Error("method " + quote(source.name) + " cannot be used: " +
                  (is_crash ? "constructing it was " + output.status.describe() +
                                  (said.empty() ? "" : "\n  " + said)
                   : said.empty() ? "constructing it " + output.status.describe()
                                  : said));
    }
    if (!exists(fresh)) {
      throw Error("method " + quote(source.name) +
                  " cannot be used: constructing it exits the process");
    }
    description = read_description(fresh);
    refuse_missing_phases(source, *description);
    rename_file(fresh, path);
  }
  return *std::move(description);
}

Document files_document(const std::vector<SourceFile>& files) {
  Document list = Document::array();
  for (const SourceFile& file : files) {
    list.push_back(
        {{"name", file.name}, {"content", file.content.hex()}, {"code", file.code.hex()}});
  }
  return list;
}

/// The standard method as it was compiled with accel, if its source is still the same.
std::optional<CompiledUnit> find_precompiled(const MethodSource& source) {
  const std::string folder = join_path(layout().compiled_methods, source.name);
  const std::string path = folder + "/files.json";
  const auto document = find_json(path);
  if (!document) return std::nullopt;
  CompiledUnit compiled;
  compiled.folder = folder;
  compiled.object = folder + "/plugin.so";
  compiled.was_cached = true;
  for (const Document& entry : *document) {
    SourceFile file;
    file.name = json_get<std::string>(entry, "name", path);
    file.path = normal_path(join_path(source.folder, file.name));
    file.content = parse_digest(json_get<std::string>(entry, "content", path));
    file.code = parse_digest(json_get<std::string>(entry, "code", path));
    if (!exists(file.path) || digest_of_file(file.path) != file.content) return std::nullopt;
    compiled.files.push_back(std::move(file));
  }
  return compiled;
}

}  // namespace

std::optional<MethodSource> Methods::find(const std::string& name) const {
  if (!stays_inside(name) || name.find('/') != std::string::npos) return std::nullopt;
  for (const std::string& folder : project_.methods) {
    if (auto source = find_in(folder, name)) return source;
  }
  auto source = find_in(layout().methods, name);
  if (source) source->is_standard = true;
  return source;
}

std::vector<std::string> Methods::names() const {
  std::set<std::string> names;
  for (const std::string& folder : project_.methods) {
    for (const std::string& name : names_in(folder)) names.insert(name);
  }
  for (const std::string& name : names_in(layout().methods)) names.insert(name);
  return {names.begin(), names.end()};
}

std::vector<CompileResult> Methods::compile(const std::vector<std::string>& names,
                                            const std::vector<Unit>& scripts) {
  check_settings();
  std::vector<Unit> units = scripts;
  std::vector<MethodSource> own;
  std::vector<MethodSource> apart;  // with settings of their own
  std::vector<MethodSource> standard;
  std::vector<Unit> standard_units;
  for (const std::string& name : names) {
    const auto source = known_.contains(name) ? std::nullopt : find(name);
    if (!source) continue;
    if (!source->problem.empty()) {
      known_.insert_or_assign(name, Error(source->problem));
    } else if (project_.method_settings.contains(name)) {
      apart.push_back(*source);
    } else if (!source->is_standard) {
      own.push_back(*source);
      units.push_back(source->unit());
    } else if (auto compiled = find_precompiled(*source)) {
      finish(*source, std::move(*compiled));
    } else {
      standard.push_back(*source);
      standard_units.push_back(source->unit());
    }
  }
  std::vector<CompileResult> results = compile_units(units, project_settings(project_));
  for (std::size_t i = 0; i < own.size(); ++i) {
    finish(own[i], std::move(results[scripts.size() + i]));
  }
  results.erase(results.begin() + static_cast<std::ptrdiff_t>(scripts.size()), results.end());
  for (const MethodSource& source : apart) compile_apart(source);
  if (standard.empty()) return results;
  std::vector<CompileResult> compiled = compile_units(standard_units, standard_settings(project_));
  for (std::size_t i = 0; i < standard.size(); ++i) finish(standard[i], std::move(compiled[i]));
  return results;
}

void Methods::compile_apart(const MethodSource& source) {
  try {  // a package that is missing stops only scripts that use the method
    const CompileSettings settings = method_settings(project_, source.name);
    finish(source, std::move(compile_units({source.unit()}, settings).front()));
  } catch (const SystemError&) {
    throw;
  } catch (const Error& error) {
    known_.insert_or_assign(source.name, error);
  }
}

/// Settings for a misspelt method would silently have no effect.
void Methods::check_settings() const {
  for (const auto& [name, settings] : project_.method_settings) {
    const auto source = find(name);
    if (source && !source->is_standard) continue;
    const std::string place = settings.where + ": [method." + name + "]: ";
    if (!source) throw Error(place + "there is no such method" + did_you_mean(name, names()));
    throw Error(place + "a standard method is compiled with accel")
        .set_hint("to compile it differently, copy its source into the project's methods");
  }
}

std::vector<CompileResult> Methods::compile_units(const std::vector<Unit>& units,
                                                  CompileSettings settings) {
  settings.is_interrupted = is_interrupted_;
  settings.take_core = take_core_;
  return compile_all(units, settings);
}

void Methods::finish(const MethodSource& source, CompileResult result) {
  if (auto* error = std::get_if<CompileError>(&result)) {
    known_.insert_or_assign(source.name, std::move(*error));
    return;
  }
  CompiledUnit& compiled = std::get<CompiledUnit>(result);
  try {  // a method that is broken stops only its users: get() throws this again
    known_.insert_or_assign(source.name, MethodInfo{source, compiled.object, compiled.files,
                                                    describe(source, compiled.object),
                                                    compiled.warnings, compiled.in_use});
  } catch (const Error& error) {
    known_.insert_or_assign(source.name, error);
  }
}

const MethodInfo& Methods::get(const std::string& name) {
  if (!known_.contains(name)) compile({name}, {});
  const auto found = known_.find(name);
  if (found == known_.end()) {
    const std::vector<std::string> all = names();
    throw Error("there is no method " + quote(name) + did_you_mean(name, all))
        .set_hint("the methods are " + joined(all, ", "));
  }
  if (const auto* error = std::get_if<CompileError>(&found->second)) throw *error;
  if (const auto* error = std::get_if<Error>(&found->second)) throw *error;
  return std::get<MethodInfo>(found->second);
}

void precompile_methods(const std::string& folder, const std::string& out,
                        const std::string& compiler) {
  CompileSettings settings = recipe_settings(folder, out + "/.cache");
  settings.compiler = compiler;
  std::vector<MethodSource> sources;
  std::vector<Unit> units;
  for (const std::string& name : names_in(folder)) {
    sources.push_back(*find_in(folder, name));
    units.push_back(sources.back().unit());
  }
  std::vector<CompileResult> results = compile_all(units, settings);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (const auto* error = std::get_if<CompileError>(&results[i])) throw *error;
    const CompiledUnit& compiled = std::get<CompiledUnit>(results[i]);
    const std::string target = join_path(out, sources[i].name);
    describe(sources[i], compiled.object);
    make_folders(target);
    write_file(target + "/plugin.so", read_file(compiled.object));
    write_file(target + "/describe.json", read_file(compiled.folder + "/describe.json"));
    write_file(target + "/files.json", json_text(files_document(compiled.files)));
  }
}

}  // namespace accel
