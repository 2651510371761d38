// SPDX-License-Identifier: Apache-2.0
// What the tokens of a method or a build script show without a compiler: the digest that goes into
// keys (comments and layout don't count), the methods that a script names, misspelt phases. The
// digest is on disk in keys: a change to it makes every job run again, so a test pins it.
#pragma once

#include "base/hash.h"
#include "method/tokens.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accel {

/// The file's meaning depends on its layout (__LINE__, source_location ...) or on the time: all its
/// bytes are hashed.
bool is_taken_whole(const std::vector<Token>& tokens);
/// Has a function-like macro with the # operator: arguments anywhere in the unit may turn into
/// text, spaces included, so all bytes of all files of the unit are hashed.
bool has_stringising(const std::vector<Token>& tokens);

/// One digest for each of the files (their contents) of one unit.
std::vector<Digest> code_digests(const std::vector<std::string_view>& sources);
/// Likewise for a unit of one file.
Digest code_digest(std::string_view source);

/// The names X in `build("X"`, each once, in the order they appear.
std::vector<std::string> built_methods(const std::vector<Token>& tokens);

/// The phases that the compiler found in a method.
struct PhasesFound {
  bool prepare = false;
  bool analysis = false;
  bool synthesis = false;
  bool any() const { return prepare || analysis || synthesis; }
};
/// A message about a function that looks like a phase the method lacks, by its name: "there is a
/// function 'synthesys': did you mean 'synthesis'?", or "'analysis' must be public, not overloaded
/// and not a template" when it is spelt right.
std::optional<std::string> misspelt_phase(const std::vector<Token>& tokens, PhasesFound found);

}  // namespace accel
