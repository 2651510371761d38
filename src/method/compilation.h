// SPDX-License-Identifier: Apache-2.0
// Compiles one unit: each source to an object, the objects to plugin.so, the dependencies to a
// record in the cache. If files change meanwhile, it starts over, once. Works in its own folder
// below the cache, and publishes nothing before all has succeeded.
#pragma once

#include "method/compile_cache.h"
#include "method/compiler.h"
#include "method/packages.h"
#include "method/precompiled.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace accel {

/// What all units of one compile_all() share.
struct CompileSession {
  /// `from` must outlive it. Throws Error when there is no compiler, or a package is missing.
  explicit CompileSession(const CompileSettings& from);
  CompileSession(const CompileSession&) = delete;
  CompileSession& operator=(const CompileSession&) = delete;

  const CompileSettings& settings;
  Compiler compiler;
  PackageFlags packages;
  Flags flags;
  CompileCache cache;
  PrecompiledHeaders precompiled;
};

CompiledUnit compiled_of(const CompileSession& session, const Unit& unit, const UnitRecord& record);

class Compilation {
 public:
  /// The references must outlive it.
  Compilation(const CompileSession& session, const Unit& unit);
  Compilation(const Compilation&) = delete;
  Compilation& operator=(const Compilation&) = delete;
  ~Compilation();

  std::size_t source_count() const { return steps_.size(); }
  /// The precompiled header for a source, if there should be one.
  const std::optional<std::string>& header_for(std::size_t i) const { return steps_[i].header; }
  /// Does not use those that are not among `ready`.
  void keep_headers(const std::set<std::string>& ready);
  /// Runs the compiler for one source. Different ones may run in different threads.
  void compile_source(std::size_t i);
  /// After all sources: links, and puts the object into the cache.
  CompileResult finish();

 private:
  struct Step {
    std::string source;
    std::string object;
    std::string dependencies;
    std::optional<std::string> header;
    ProgramOutput output;
  };
  void look_at(const std::vector<std::string>& paths);
  void start_over();
  std::vector<std::string> used_paths() const;
  std::optional<UnitRecord> find_ingredients() const;
  bool is_as_before(const std::string& path, const FileStat& stat) const;
  std::string shown(const std::string& path) const;
  std::optional<CompileError> find_failure() const;
  std::string plugin() const;
  std::optional<CompileError> find_link_failure(const ProgramOutput& output,
                                                const std::vector<std::string>& objects) const;
  CompileResult link(UnitRecord record) const;
  void publish(const std::string& key, const std::string& warnings) const;
  std::string warnings() const;

  const CompileSession& session_;
  const Unit& unit_;
  std::string folder_;
  std::vector<Step> steps_;
  std::map<std::string, FileStat> before_;
  std::int64_t started_ns_ = 0;
};

}  // namespace accel
