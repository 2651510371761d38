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
  /// A setting of accel.toml that results depend on, if it is not the default.
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

/// The transcript without its inputs (datasets and files) and settings. A job may keep rows of jobs
/// with the same recipe.
std::string recipe_of(std::string_view transcript);

/// The lines of a transcript with one tag and name. Flags and packages have no name: all flags are
/// one part, with a value for each.
struct KeyPart {
  std::string tag;                  ///< "option"
  std::string name;                 ///< "size"
  std::vector<std::string> values;  ///< "[640,338]"; several for a list of inputs
};
/// The parts in their order. In a text that is not a transcript, the parts of whatever looks like
/// one.
std::vector<KeyPart> parse_transcript(std::string_view transcript);

/// A part that two transcripts do not have in common.
struct KeyChange {
  std::string tag;
  std::string name;
  std::vector<std::string> before;  ///< empty: it is new
  std::vector<std::string> now;     ///< empty: it is gone
};
/// In the order of `now`, then the removed parts.
std::vector<KeyChange> key_changes(std::string_view before, std::string_view now);
/// In words, from the transcripts alone: "option size: [640,338] became [256,256]".
std::string change_text(const KeyChange& change);

/// One item of an input that changed: job ids, or references to datasets.
struct InputChange {
  std::string before;  ///< empty: it is new
  std::string now;     ///< empty: it is gone
};
/// What changed in an input of datasets or jobs. Empty if only their order or their keys changed.
std::vector<InputChange> input_changes(const KeyChange& change);
/// "source: dev-0/default became dev-4/default".
std::string input_change_text(const std::string& input, const InputChange& change);

/// A dataset that a transcript names, with the first key of its job.
struct DatasetLine {
  std::string input;
  Reference dataset;
  std::string key;
};
/// Parses the value of such a line. Throws Error.
DatasetLine parse_dataset_line(const std::string& input, const std::string& value);
std::vector<DatasetLine> dataset_lines(std::string_view transcript);

/// The transcript with these lines for its code.
struct CodeLine {
  std::string file;
  std::string digest;
  friend bool operator==(const CodeLine&, const CodeLine&) = default;
};
std::vector<CodeLine> code_lines(std::string_view transcript);
std::string with_code(std::string_view transcript, const std::vector<CodeLine>& code);

}  // namespace accel
