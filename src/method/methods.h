// SPDX-License-Identifier: Apache-2.0
// The methods that a project can use: found by name in its folders, then among the standard ones;
// compiled when they are needed, and described.
#pragma once

#include "method/compile.h"
#include "method/description.h"
#include "method/layout.h"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace accel {

/// Where a method's source is.
struct MethodSource {
  std::string name;
  std::string folder;                ///< of methods: what file names are relative to
  std::vector<std::string> sources;  ///< absolute
  bool is_standard = false;
  std::string problem;  ///< why it cannot be used, found before it is compiled
  Unit unit() const { return {name, sources, folder}; }
};

struct MethodInfo {
  MethodSource source;
  std::string object;
  std::vector<SourceFile> files;
  Description description;
  std::string warnings;                ///< of the compiler, when it ran now
  std::shared_ptr<CacheInUse> in_use;  ///< keeps the object
};

class Methods {
 public:
  /// When `is_interrupted` returns true, waiting for other builds that compile the same ends. For
  /// `take_core`, see CompileSettings.
  explicit Methods(const Project& project, std::function<bool()> is_interrupted = {},
                   std::function<std::shared_ptr<void>()> take_core = {})
      : project_(project),
        is_interrupted_(std::move(is_interrupted)),
        take_core_(std::move(take_core)) {}

  /// All names, sorted, each once.
  std::vector<std::string> names() const;
  std::optional<MethodSource> find(const std::string& name) const;

  /// Compiles these and `scripts`, in parallel; ignores unknown names. Returns one result for each
  /// script. Errors of a method are thrown by get(). Throws Error if accel.toml has settings for a
  /// method that the project does not have.
  std::vector<CompileResult> compile(const std::vector<std::string>& names,
                                     const std::vector<Unit>& scripts);

  /// Throws Error if there is no such method (with similar names), or if it cannot be compiled or
  /// described.
  const MethodInfo& get(const std::string& name);
  /// Whether get() has nothing left to compile.
  bool is_known(const std::string& name) const { return known_.contains(name); }

 private:
  void finish(const MethodSource& source, CompileResult result);
  void compile_apart(const MethodSource& source);
  void check_settings() const;
  std::vector<CompileResult> compile_units(const std::vector<Unit>& units,
                                           CompileSettings settings);
  const Project& project_;
  std::function<bool()> is_interrupted_;
  std::function<std::shared_ptr<void>()> take_core_;
  std::map<std::string, std::variant<MethodInfo, CompileError, Error>> known_;
};

/// Compiles every method in `folder` into `out/<name>/`, for the standard methods.
void precompile_methods(const std::string& folder, const std::string& out,
                        const std::string& compiler);

}  // namespace accel
