// SPDX-License-Identifier: Apache-2.0
// Precompiled headers, kept in the cache by compiler, flags and ABI. A source gets one only if that
// changes nothing but the time: if it includes only other <headers> before that header. One is
// remade when a header that it was made from changes; if that fails, it is not used.
#pragma once

#include "method/compiler.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accel {

class PrecompiledHeaders {
 public:
  /// The references must outlive it.
  PrecompiledHeaders(const Compiler& compiler, const CompileSettings& settings, const Flags& flags,
                     CacheInUse& in_use);

  /// The header of settings.precompile that this source (its text) may be compiled with.
  std::optional<std::string> find_wanted(std::string_view source) const;
  /// Whether it exists and is up to date. Then it stays.
  bool is_ready(const std::string& header) const;
  /// Makes it; afterwards it is ready, or could not be made. Does nothing if another process is
  /// already making it.
  void make(const std::string& header) const;
  /// It turned out to be bad: from now on, it is not ready.
  void forget(const std::string& header) const;
  /// What to add to the flags of a compilation, for one that is ready.
  std::vector<std::string> flags_for(const std::string& header) const;
  /// The file that names what it was made of; the compiler's list for a source does not.
  std::string dependencies(const std::string& header) const { return wrapper(header) + ".d"; }
  /// The folder of all of them: a path below it in the compiler's output is not the user's.
  const std::string& folder() const { return folder_; }

 private:
  std::string wrapper(const std::string& header) const;
  std::string product(const std::string& header) const;
  void hold(const std::string& header) const;

  const Compiler& compiler_;
  const CompileSettings& settings_;
  const Flags& flags_;
  CacheInUse& in_use_;
  std::string folder_;
};

}  // namespace accel
