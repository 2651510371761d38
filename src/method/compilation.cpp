// SPDX-License-Identifier: Apache-2.0
#include "method/compilation.h"

#include "base/sys.h"
#include "base/text.h"
#include "method/code.h"
#include "method/dependencies.h"
#include "method/header_search.h"

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace accel {
namespace {

constexpr std::int64_t kStaleAfterNs = std::int64_t{24} * 3600 * 1'000'000'000;

/// Folders that a killed build left behind.
void remove_stale(const std::string& temporary) {
  const std::int64_t now = file_clock_ns();
  for (const std::string& name : list_folder(temporary)) {
    const std::string path = join_path(temporary, name);
    const auto stat = find_stat(path);
    if (stat && stat->modified_ns < now - kStaleAfterNs) remove_tree(path);
  }
}

std::string make_workspace(const std::string& cache) {
  const std::string temporary = join_path(cache, "tmp");
  make_folders(temporary);
  remove_stale(temporary);
  std::string path = join_path(temporary, "unit-XXXXXX");
  if (sys::mkdtemp(path.data()) != 0) throw SystemError("make folder", path, errno);
  return path;
}

/// All that goes into an object besides the files: what is known before `session.cache` is made.
Digest digest_of_settings(const CompileSession& session) {
  TaggedText text;
  text.add("compiler", session.compiler.version);
  text.add("compile", session.flags.compile);
  text.add("link", session.flags.link);
  text.add("packages", session.settings.packages);
  text.add("versions", session.packages.versions);
  text.add("abi", session.settings.abi);
  // accel's own libraries are looked for in a folder that the flags name, before LIBRARY_PATH.
  const bool may_name_library = !session.settings.flags.empty() || !session.packages.link.empty();
  for (const char* name : {"CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "LIBRARY_PATH"}) {
    const bool counts = may_name_library || std::string_view(name) != "LIBRARY_PATH";
    const char* value = counts ? std::getenv(name) : nullptr;
    text.add(name, value != nullptr ? value : "");
  }
  return text.digest();
}

/// The compiler's own headers are below the folder that its bin/ is in.
void leave_out_compiler(const std::string& program, HeaderFolders& folders) {
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(program.c_str(), nullptr),
                                                    std::free);
  const std::string prefix = parent_path(parent_path(real ? real.get() : program));
  for (const char* name : {"include", "lib", "lib64"}) {
    folders.leave_out(join_path(prefix, name));
  }
}

HeaderFolders header_folders(const CompileSession& session, const Unit& unit) {
  const CompileSettings& settings = session.settings;
  HeaderFolders folders(settings.folder);
  folders.leave_out_flags(settings.base_flags);
  folders.leave_out(session.precompiled.folder());
  folders.add(settings.folder);
  folders.add(unit.root);
  folders.add_flags(settings.flags);
  folders.leave_out_flags(session.packages.compile);
  leave_out_compiler(session.compiler.path, folders);
  return folders;
}

/// Without "." and "..", unless a symbolic link makes that another file.
std::string resolved(const std::string& path) {
  const std::string normal = normal_path(path);
  const auto here = find_stat(path);
  const auto there = find_stat(normal);
  return here && there && here->inode == there->inode ? normal : path;
}

/// Appends those that are not there yet.
void add_new(const std::vector<std::string>& from, std::vector<std::string>& to) {
  std::set<std::string> known(to.begin(), to.end());
  for (const std::string& path : from) {
    if (known.insert(path).second) to.push_back(path);
  }
}

std::string printed(const ProgramOutput& output) { return output.err + output.out; }

}  // namespace

CompileSession::CompileSession(const CompileSettings& from)
    : settings(from),
      compiler(find_compiler(from)),
      packages(package_flags(from.packages, from.cache)),
      flags(flags_of(from, compiler, packages.compile, packages.link)),
      cache(from.cache, from.folder, digest_of_settings(*this),
            std::make_shared<CacheInUse>(from.cache)),
      precompiled(compiler, from, flags, *cache.in_use()) {}

CompiledUnit compiled_of(const CompileSession& session, const Unit& unit,
                         const UnitRecord& record) {
  CompiledUnit result;
  result.folder = session.cache.folder_of(record.key);
  result.object = session.cache.object_of(record.key);
  result.in_use = session.cache.in_use();
  for (const Ingredient& file : record.files) {
    result.files.push_back(
        {file.path, relative_path(file.path, unit.root), file.content, file.code});
  }
  return result;
}

Compilation::Compilation(const CompileSession& session, const Unit& unit)
    : session_(session), unit_(unit), folder_(make_workspace(session.settings.cache)) {
  for (const std::string& source : unit.sources) {
    const std::string number = std::to_string(steps_.size());
    const auto text = session.settings.precompile.empty() ? std::nullopt : find_snapshot(source);
    steps_.push_back(
        {shown(source), join_path(folder_, number + ".o"), join_path(folder_, number + ".d"),
         text ? session.precompiled.find_wanted(text->text) : std::nullopt, ProgramOutput{}});
  }
  look_at(unit.sources);
}

Compilation::~Compilation() { try_remove_tree(folder_); }

/// From now on, a change gives a file another stat: keeps the stats of `paths`, and the clock for
/// files that are not known yet.
void Compilation::look_at(const std::vector<std::string>& paths) {
  before_.clear();
  for (const std::string& path : paths) {
    if (const auto stat = find_stat(path)) before_.emplace(path, *stat);
  }
  started_ns_ = next_file_clock_tick();
}

bool Compilation::is_as_before(const std::string& path, const FileStat& stat) const {
  const auto known = before_.find(path);
  return known != before_.end() ? known->second == stat : stat.changed_ns < started_ns_;
}

void Compilation::keep_headers(const std::set<std::string>& ready) {
  for (Step& step : steps_) {
    if (step.header && !ready.contains(*step.header)) step.header.reset();
  }
}

void Compilation::compile_source(std::size_t i) {
  Step& step = steps_[i];
  CompileCall call{step.source, step.object, step.dependencies, session_.flags.compile};
  const auto extra =
      step.header ? session_.precompiled.flags_for(*step.header) : std::vector<std::string>();
  call.flags.insert(call.flags.end(), extra.begin(), extra.end());
  step.output = run_compiler(session_.compiler, session_.settings, call);
  const bool blames_header =
      !extra.empty() &&
      printed(step.output).find(session_.precompiled.folder()) != std::string::npos;
  if (step.output.status.ok() || !blames_header) return;
  call.flags = session_.flags.compile;
  step.output = run_compiler(session_.compiler, session_.settings, call);
  if (step.output.status.ok()) session_.precompiled.forget(*step.header);
}

void Compilation::start_over() {
  look_at(used_paths());
  for (std::size_t i = 0; i < steps_.size(); ++i) compile_source(i);
}

CompileResult Compilation::finish() {
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (attempt > 0) start_over();
    if (auto failure = find_failure()) return *failure;
    const std::int64_t read_ns = file_clock_ns();
    if (auto record = find_ingredients()) {
      record->read_ns = read_ns;
      return link(std::move(*record));
    }
  }
  CompileError error("cannot compile " + quote(shown(unit_.sources[0])) +
                         ": its files changed while the compiler read them",
                     "");
  error.set_hint("run the build again when they are saved");
  return error;
}

std::string Compilation::shown(const std::string& path) const {
  const std::string text = shown_path(path, session_.settings.folder);
  return text.starts_with('-') || text.starts_with('@') ? "./" + text : text;
}

std::optional<CompileError> Compilation::find_failure() const {
  std::vector<std::string> failed;
  std::string output;
  std::string how;
  for (const Step& step : steps_) {
    if (step.output.status.ok()) continue;
    failed.push_back(quote(step.source));
    output += printed(step.output);
    if (step.output.status.signal != 0) how = step.output.status.describe();
  }
  if (failed.empty()) return std::nullopt;
  CompileError error("cannot compile " + joined(failed, ", "), output);
  if (!how.empty()) {
    error.set_hint("the compiler was " + how);
  } else if (!is_in_path("as")) {
    error.set_hint(path_hint("as"));
  }
  return error;
}

/// The sources, and the headers that count.
std::vector<std::string> Compilation::used_paths() const {
  const HeaderFolders folders = header_folders(session_, unit_);
  std::set<std::string> paths(unit_.sources.begin(), unit_.sources.end());
  const auto add = [&](const std::string& dependencies) {
    const auto makefile = find_contents(dependencies);
    for (const std::string& spelt : parse_dependencies(makefile.value_or(""))) {
      const std::string path = resolved(join_path(session_.settings.folder, spelt));
      if (folders.counts(path)) paths.insert(path);
    }
  };
  for (const Step& step : steps_) {
    add(step.dependencies);
    if (step.header) add(session_.precompiled.dependencies(*step.header));
  }
  return {paths.begin(), paths.end()};
}

/// All but the key and the object's size of the record; nullopt when a file has changed.
std::optional<UnitRecord> Compilation::find_ingredients() const {
  std::vector<std::pair<std::string, Snapshot>> read;
  HeaderSearch headers;
  std::vector<std::string> paths = used_paths();
  const std::size_t used = paths.size();
  for (std::size_t i = 0; i < paths.size(); ++i) {
    auto snapshot = find_snapshot(paths[i]);
    if (!snapshot || !is_as_before(paths[i], snapshot->stat)) return std::nullopt;
    if (i < used) {
      search_headers(paths[i], snapshot->text, session_.settings.flags, session_.settings.folder,
                     headers);
    }
    read.emplace_back(paths[i], std::move(*snapshot));
    if (i + 1 == used) add_new(headers.asked, paths);
  }
  std::ranges::sort(read, {}, [&](const auto& f) { return relative_path(f.first, unit_.root); });
  std::vector<std::string_view> texts;
  texts.reserve(read.size());
  for (const auto& [path, snapshot] : read) texts.emplace_back(snapshot.text);
  const std::vector<Digest> codes = code_digests(texts);
  UnitRecord record;
  for (std::size_t i = 0; i < read.size(); ++i) {
    record.files.push_back({read[i].first, read[i].second.stat, read[i].second.content, codes[i]});
  }
  add_new(headers.absent, record.absent);
  return record;
}

std::string Compilation::plugin() const { return join_path(folder_, "plugin.so"); }

std::optional<CompileError> Compilation::find_link_failure(
    const ProgramOutput& output, const std::vector<std::string>& objects) const {
  const bool ended_early = output.status.ok() || !std::ranges::all_of(objects, exists);
  if (output.status.ok() && exists(plugin())) return std::nullopt;
  const std::vector<std::string>& flags = session_.settings.flags;
  CompileError error("cannot link " + quote(shown(unit_.sources[0])), printed(output));
  if (ended_early && !flags.empty()) {
    error.set_hint("the compiler ended early, with these flags of accel.toml: " +
                   joined(flags, " ") + "; remove -c, -E, -S and the like");
  } else if (std::getenv("PATH") == nullptr || !is_in_path("ld")) {
    error.set_hint(path_hint("ld"));
  }
  return error;
}

CompileResult Compilation::link(UnitRecord record) const {
  std::vector<std::string> objects;
  for (const Step& step : steps_) objects.push_back(step.object);
  const ProgramOutput output =
      run_linker(session_.compiler, session_.settings, objects, session_.flags.link, plugin());
  if (auto failure = find_link_failure(output, objects)) return *failure;
  record.key = session_.cache.key_of(unit_, record.files);
  publish(record.key, warnings());
  const std::string object = session_.cache.object_of(record.key);
  const auto snapshot = find_snapshot(object);
  if (!snapshot) throw Error("cannot read " + quote(object));
  record.object = snapshot->stat;
  record.object_content = snapshot->content;
  session_.cache.remember(unit_, record);
  CompiledUnit result = compiled_of(session_, unit_, record);
  result.warnings = warnings();
  return result;
}

/// The object comes last: if it exists, everything does. A damaged one is replaced.
void Compilation::publish(const std::string& key, const std::string& warnings) const {
  const std::string folder = session_.cache.folder_of(key);
  const std::string object = session_.cache.object_of(key);
  session_.cache.hold(key);
  if (find_contents(object) == find_contents(plugin())) return;
  make_folders(folder);
  if (!warnings.empty()) write_file(join_path(folder, "warnings.txt"), warnings);
  sync_path(plugin());  // a name without its bytes, after a crash, would be taken for the object
  rename_file(plugin(), object);
}

std::string Compilation::warnings() const {
  std::string text;
  for (const Step& step : steps_) text += printed(step.output);
  return text;
}

}  // namespace accel
