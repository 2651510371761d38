// SPDX-License-Identifier: Apache-2.0
// The compiler and how it is called. Knows g++ and clang++ (and what behaves like them); runs one
// of them per call, in the project's root, without a shell.
#pragma once

#include "base/process.h"
#include "method/compile.h"

#include <string>
#include <vector>

namespace accel {

struct Compiler {
  std::string path;     ///< absolute
  std::string version;  ///< first line of --version
  bool is_clang() const { return version.find("clang") != std::string::npos; }
};

/// Throws Error if there is none. Its version is remembered in the cache until its stat changes.
Compiler find_compiler(const CompileSettings& settings);

/// Whether a program of that name is in a folder of PATH. If PATH is not set, "/usr/bin:/bin" is
/// used, as by execvp.
bool is_in_path(const std::string& tool);
/// What to do when the compiler does not find that tool, its assembler or linker.
std::string path_hint(const std::string& tool);

/// All flags but those of one call: accel's own, the packages', the project's.
struct Flags {
  std::vector<std::string> compile;
  std::vector<std::string> link;
};
Flags flags_of(const CompileSettings& settings, const Compiler& compiler,
               const std::vector<std::string>& package_compile,
               const std::vector<std::string>& package_link);

/// One call for one source; prints nothing itself. `flags` may hold more than Flags::compile.
struct CompileCall {
  std::string source;  ///< as the compiler's messages show it
  std::string object;
  std::string dependencies;  ///< where to write them; empty: nowhere
  std::vector<std::string> flags;
};
ProgramOutput run_compiler(const Compiler& compiler, const CompileSettings& settings,
                           const CompileCall& call);
ProgramOutput run_linker(const Compiler& compiler, const CompileSettings& settings,
                         const std::vector<std::string>& objects,
                         const std::vector<std::string>& flags, const std::string& out);

}  // namespace accel
