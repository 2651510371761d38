// SPDX-License-Identifier: Apache-2.0
// Compiles sources of methods and build scripts to shared objects. A result is cached by the
// content of all inputs (sources, local headers, flags, packages, compiler, accel's ABI), and is
// found again when nothing changed, when files were only touched, and when an edit was undone.
// Builds that run at once may share the cache; a damaged cache is remade silently.
#pragma once

#include <accel/error.h>

#include "base/hash.h"
#include "method/cache_space.h"

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace accel {

struct CompileSettings {
  std::string compiler = "g++";       ///< a name in $PATH, or a path (relative to `folder`)
  std::vector<std::string> flags;     ///< the project's own
  std::vector<std::string> packages;  ///< names for pkg-config
  std::string folder;                 ///< absolute: where the compiler runs, the project's root
  std::string cache;                  ///< absolute: `<project>/.accel`
  /// accel's own, in order, for compiling and for linking: -std=c++20 -O2 -fPIC -isystem ...
  std::vector<std::string> base_flags;
  std::string abi;  ///< identifies accel's ABI
  int concurrency = 1;
  bool colour = false;  ///< the compiler's messages go to a terminal
  /// Headers, as in `#include <accel/method.h>`, that are worth a precompiled header: a source that
  /// includes exactly one of them is compiled with it. It changes the time and nothing else.
  std::vector<std::string> precompile;
  std::uint64_t cache_bound = std::uint64_t{1} << 30;  ///< bytes; see trim_cache
  /// Called while another process compiles the same: true ends the waiting, with an error.
  std::function<bool()> is_interrupted;
  /// Called before each run of a compiler. Waits for a core, which is free again when the returned
  /// object is destroyed.
  std::function<std::shared_ptr<void>()> take_core;
};

/// The sources of one shared object.
struct Unit {
  std::string name;                  ///< for messages
  std::vector<std::string> sources;  ///< absolute, in the order they are linked
  std::string root;                  ///< absolute: the folder that file names are relative to
};

struct SourceFile {
  std::string path;  ///< absolute
  std::string name;  ///< relative to the unit's root; "../x.h" is possible
  Digest content;    ///< of its bytes
  Digest code;       ///< of its tokens, see method/code.h
};

struct CompiledUnit {
  std::string folder;             ///< `<cache>/compiled/<key>`: others may keep files there too
  std::string object;             ///< `<folder>/plugin.so`
  std::vector<SourceFile> files;  ///< sources and local headers, sorted by name
  bool was_cached = false;        ///< no compiler ran for it
  std::string warnings;           ///< what the compiler printed, when it ran
  std::shared_ptr<CacheInUse> in_use;  ///< while it exists, the folder stays
};

/// "cannot compile 'methods/x.cpp'", and why.
class CompileError : public Error {
 public:
  CompileError(std::string message, std::string output);
  /// The compiler's own text, exactly as printed; empty if the compiler is not what failed.
  const std::string& output() const { return output_; }

 private:
  std::string output_;
};

using CompileResult = std::variant<CompiledUnit, CompileError>;

/// One result per unit, in their order; at most `concurrency` compilers run at once. Waits for a
/// unit that another process compiles. Throws Error if nothing can be compiled: no compiler, a
/// missing package, a cache that can't be written.
std::vector<CompileResult> compile_all(const std::vector<Unit>& units,
                                       const CompileSettings& settings);

/// For setup.json: the first line of `compiler --version`.
std::string compiler_version(const CompileSettings& settings);

}  // namespace accel
