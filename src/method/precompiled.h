// SPDX-License-Identifier: Apache-2.0
// Precompiled headers, kept in the cache by compiler, flags and ABI. A source gets one only where
// it changes the time and nothing else: when what it includes before that header is other
// <headers>. One is remade when a header that it was made of changes; when that fails, things go on
// without.
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
  /// Is there, and made of what its headers are now. Then it stays.
  bool is_ready(const std::string& header) const;
  /// Makes it; afterwards it is ready, or could not be made. Leaves it to another process that is
  /// at it already.
  void make(const std::string& header) const;
  /// It turned out to be bad: it is not ready from here on.
  void forget(const std::string& header) const;
  /// What to add to the flags of a compilation, for one that is ready.
  std::vector<std::string> flags_for(const std::string& header) const;
  /// Where they all lie: a path below it in the compiler's output is none of the user's.
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
