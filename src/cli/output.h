// SPDX-License-Identifier: Apache-2.0
// What a command prints on standard output: collected in blocks, and checked. If the reader stops
// reading (`| head`), the command ends successfully. A full disk is an error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace accel {

/// Thrown when the reader of the output has ended. Not a std::exception, because it is not a
/// failure.
struct OutputClosed {};

class Output {
 public:
  Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  /// Drops what was not flushed: call `finish` first.
  ~Output() = default;

  /// Prints the text unchanged: pass untrusted texts through `escaped` first. Throws OutputClosed,
  /// or SystemError if it cannot be written.
  void print(std::string_view text);
  void line(std::string_view text);
  /// Writes what was collected.
  void finish();

 private:
  std::string text_;
};

/// Lines of cells in columns as wide as their widest cell; cells are `escaped`. The last column of
/// a line is not padded.
class Table {
 public:
  /// Columns named here are aligned to the right.
  explicit Table(std::vector<std::size_t> right = {}) : right_(std::move(right)) {}
  /// For a column of JSON, or of messages, which are escaped already: its cells are made a
  /// `printable_line`.
  void keep_backslashes(std::size_t column) { with_backslashes_.push_back(column); }
  void add(std::vector<std::string> cells) { lines_.push_back(std::move(cells)); }
  bool is_empty() const { return lines_.empty(); }
  void print(Output& output, std::string_view indent = "") const;

 private:
  std::vector<std::size_t> right_;
  std::vector<std::size_t> with_backslashes_;
  std::vector<std::vector<std::string>> lines_;
};

}  // namespace accel
