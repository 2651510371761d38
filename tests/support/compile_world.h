// SPDX-License-Identifier: Apache-2.0
// A project in a temporary folder, and a compiler that remembers how it was called: it "compiles"
// by copying, so that a test sees what is asked of a compiler and waits for none. Kept, and named,
// when the test fails.
#pragma once

#include "base/file.h"
#include "method/compile.h"

#include <string>
#include <vector>

namespace accel {

class CompileWorld {
 public:
  explicit CompileWorld(const std::string& project_name = "project");
  ~CompileWorld();

  /// Settings with the compiler above; `real` has `compiler` instead.
  CompileSettings settings() const;
  CompileSettings real(const std::string& compiler) const;

  /// A path below the project; folders are made.
  std::string path(const std::string& name) const;
  void write(const std::string& name, const std::string& text) const;
  Unit unit(const std::string& name) const;
  Unit unit(const std::vector<std::string>& names) const;

  /// Compiles one unit, which must succeed (or must not).
  CompiledUnit compile(const Unit& unit, const CompileSettings& settings) const;
  CompiledUnit compile(const Unit& unit) const { return compile(unit, settings()); }
  CompileError failure(const Unit& unit, const CompileSettings& settings) const;

  /// The sources that the compiler was called for since this was asked last.
  std::vector<std::string> calls() const;
  /// A line of shell that the compiler runs for each source (`$source`, `$log`), before copying.
  void on_compile(const std::string& line) const;
  /// Files below the cache's folder `name`.
  std::vector<std::string> cached(const std::string& name) const;

  void move_project(const std::string& name);

 private:
  TemporaryFolder folder_;
  std::string project_;
};

/// The names of its files.
std::vector<std::string> source_names(const CompiledUnit& unit);

bool has_program(const std::string& name);

/// Notices when somebody opens a file.
class OpenWatch {
 public:
  explicit OpenWatch(const std::string& path);
  bool was_opened() const;

 private:
  Fd fd_;
};

}  // namespace accel
