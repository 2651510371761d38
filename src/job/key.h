// SPDX-License-Identifier: Apache-2.0
// The key of a job: XXH3-128 of its transcript (`key.txt`), a readable text with one tagged part a
// line, made of all that the job's results depend on and nothing else. `xxh128sum key.txt` prints
// the key. The form of each line is in src/FORMATS.md; a change of form changes every key.
#pragma once

#include <accel/value.h>

#include "base/hash.h"

#include <string>
#include <string_view>
#include <vector>

namespace accel {

class Transcript {
 public:
  explicit Transcript(std::string_view method);
  void code(std::string_view file, const Digest& digest);
  void flag(std::string_view flag);
  void package(std::string_view name);
  /// A part of accel that results depend on, and its version.
  void results_version(std::string_view part, int version);
  /// A setting of accel.toml that results depend on, where it is not the default.
  void setting(std::string_view name, const Value& value);
  void option(std::string_view name, const Value& value);
  void files(std::string_view name, std::uint64_t count, const Digest& digest);
  void dataset(std::string_view name, const Reference& source, std::string_view source_key);
  void job(std::string_view name, std::string_view id, std::string_view job_key);

  const std::string& text() const { return text_; }
  Digest key() const { return digest_of(text_); }

 private:
  void line(std::string_view tag, std::string_view name, std::string_view value);
  std::string text_;
};

/// The first difference between two transcripts, in words: "option size was [640,338], is
/// [256,256]". Empty when they are equal.
std::string first_difference(std::string_view before, std::string_view now);

}  // namespace accel
