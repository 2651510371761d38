// SPDX-License-Identifier: Apache-2.0
// What a command prints on standard output: gathered in blocks, and checked. Whoever reads may stop
// reading (`| head`): then the command ends, and well. A disk that is full is an error.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace accel {

/// Thrown when nobody reads the output any more. Not a std::exception, as it is not a failure.
struct OutputClosed {};

class Output {
 public:
  Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  /// What was not flushed is lost: `finish` it.
  ~Output() = default;

  /// As it is: texts that may hold anything are `escaped` before. Throws OutputClosed, or
  /// SystemError when it cannot be written.
  void print(std::string_view text);
  void line(std::string_view text);
  /// Writes what is gathered.
  void finish();

 private:
  std::string text_;
};

/// Lines of cells in columns as wide as their widest cell; cells are `escaped`. The last column of
/// a line is not padded.
class Table {
 public:
  /// Columns named here are set flush right.
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
