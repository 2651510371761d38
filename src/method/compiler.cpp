// SPDX-License-Identifier: Apache-2.0
#include "method/compiler.h"

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "method/ingredients.h"

#include <unistd.h>

#include <cstdlib>
#include <optional>

namespace accel {
namespace {

constexpr const char* kStandardPath = "/usr/bin:/bin";

/// A folder of PATH that cannot be entered has no programs, as for a shell.
bool is_program(const std::string& path) {
  if (::access(path.c_str(), X_OK) != 0) return false;
  const auto stat = find_stat(path);
  return stat && stat->is_regular();
}

std::optional<std::string> find_program(const std::string& name, const std::string& folder) {
  if (name.find('/') != std::string::npos) {
    const std::string path = join_path(folder, name);
    return is_program(path) ? std::optional(path) : std::nullopt;
  }
  const char* search = std::getenv("PATH");
  for (const std::string& place : split(search != nullptr ? search : kStandardPath, ':')) {
    const std::string path = join_path(absolute_path(place.empty() ? "." : place), name);
    if (is_program(path)) return path;
  }
  return std::nullopt;
}

std::string ask_version(const std::string& path) {
  SpawnRequest request;
  request.arguments = {path, "--version"};
  const ProgramOutput output = run_captured(request);
  if (!output.status.ok() || output.out.empty()) {
    throw Error(quote(path + " --version") + " " + output.status.describe())
        .set_hint("is that a compiler? (accel.toml: compiler)");
  }
  return output.out.substr(0, output.out.find('\n'));
}

/// The file as JSON, or an empty object when it's not there or damaged.
Document read_cached(const std::string& path) {
  Document json = json_or_null(path);
  return json.is_object() ? json : Document::object();
}

/// Changes when the program at `path` does.
std::string state_of(const std::string& path) {
  const FileStat stat = find_stat(path).value_or(FileStat{});
  return std::to_string(stat.size) + " " + std::to_string(stat.inode) + " " +
         std::to_string(stat.modified_ns) + " " + std::to_string(stat.changed_ns);
}

std::string cached_version(const std::string& path, const std::string& cache) {
  const std::string file = join_path(cache, "compilers.json");
  Document json = read_cached(file);
  const std::string state = state_of(path);
  const auto known = find_member<std::vector<std::string>>(json, path.c_str());
  if (known && known->size() == 2 && known->front() == state) return known->back();
  std::string version = ask_version(path);
  json[path] = {state, version};
  make_folders(cache);
  write_json(file, json);
  return version;
}

/// Flags for the linker alone; `takes_next`: the flag's value is the next argument.
bool is_for_linker(const std::string& flag, bool& takes_next) {
  takes_next = flag == "-l" || flag == "-L" || flag == "-z" || flag == "-Xlinker" || flag == "-T";
  return takes_next || flag == "-shared" || flag == "-rdynamic" || flag == "-static-libstdc++" ||
         flag == "-static-libgcc" || flag.starts_with("-l") || flag.starts_with("-L") ||
         flag.starts_with("-Wl,") || flag.starts_with("-fuse-ld=") || flag.ends_with(".a") ||
         flag.ends_with(".so") || flag.ends_with(".o");
}
bool takes_value(const std::string& flag) {
  return flag == "-isystem" || flag == "-I" || flag == "-D" || flag == "-U" || flag == "-include" ||
         flag == "-iquote" || flag == "-idirafter" || flag == "-imacros" || flag == "-x" ||
         flag == "-Xclang" || flag == "-Xpreprocessor";
}

/// Without what only the linker needs: clang++ warns about it, and would take a library for a
/// source.
std::vector<std::string> for_compiling(const std::vector<std::string>& flags) {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    bool takes_next = false;
    if (is_for_linker(flags[i], takes_next)) {
      if (takes_next) ++i;
      continue;
    }
    result.push_back(flags[i]);
    if (takes_value(flags[i]) && i + 1 < flags.size()) result.push_back(flags[++i]);
  }
  return result;
}

void append(std::vector<std::string>& to, const std::vector<std::string>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

ProgramOutput run(const CompileSettings& settings, std::vector<std::string> arguments) {
  if (settings.colour) arguments.insert(arguments.begin() + 1, "-fdiagnostics-color=always");
  SpawnRequest request;
  request.arguments = std::move(arguments);
  request.folder = settings.folder;
  const std::shared_ptr<void> core = settings.take_core ? settings.take_core() : nullptr;
  return run_captured(std::move(request));
}

}  // namespace

Compiler find_compiler(const CompileSettings& settings) {
  const auto path = find_program(settings.compiler, settings.folder);
  if (!path) {
    throw Error("there is no compiler " + quote(settings.compiler))
        .set_hint(
            "install it, or name another one in accel.toml, under [compile]: "
            "compiler = \"clang++\"");
  }
  return {*path, cached_version(*path, settings.cache)};
}

bool is_in_path(const std::string& tool) { return find_program(tool, "").has_value(); }

std::string path_hint(const std::string& tool) {
  const char* path = std::getenv("PATH");
  return "the compiler looks for " + quote(tool) + " in PATH, which is " +
         (path != nullptr ? quote(path) : "not set") + ": export PATH=" + kStandardPath;
}

Flags flags_of(const CompileSettings& settings, const Compiler& compiler,
               const std::vector<std::string>& package_compile,
               const std::vector<std::string>& package_link) {
  std::vector<std::string> flags = settings.base_flags;
  append(flags, package_compile);
  append(flags, settings.flags);
  if (compiler.is_clang()) flags.emplace_back("-Wno-unused-command-line-argument");
  Flags result{for_compiling(flags), flags};
  append(result.link, package_link);
  return result;
}

ProgramOutput run_compiler(const Compiler& compiler, const CompileSettings& settings,
                           const CompileCall& call) {
  std::vector<std::string> arguments{compiler.path};
  append(arguments, call.flags);
  if (!call.dependencies.empty()) {
    append(arguments, {"-MD", "-MF", call.dependencies, "-MT", "object"});
  }
  append(arguments, {"-c", call.source, "-o", call.object});
  return run(settings, std::move(arguments));
}

ProgramOutput run_linker(const Compiler& compiler, const CompileSettings& settings,
                         const std::vector<std::string>& objects,
                         const std::vector<std::string>& flags, const std::string& out) {
  std::vector<std::string> arguments{compiler.path, "-o", out};
  append(arguments, objects);
  append(arguments, flags);
  return run(settings, std::move(arguments));
}

}  // namespace accel
