// SPDX-License-Identifier: Apache-2.0
// The rows that could not be processed, one JSON object per line, in the order in which they fail:
// `bad.jsonl`, and before that one such file per slice.
#pragma once

#include "base/fd.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace accel {

/// Why a row is bad: its values, its time limit, a limit of accel.toml, or a crash of its worker.
inline constexpr const char* kRowCause = "row";
inline constexpr const char* kLateCause = "late";
inline constexpr const char* kLimitCause = "limit";
inline constexpr const char* kCrashCause = "crash";

class BadRows {
 public:
  BadRows(std::string path, int slice) : path_(std::move(path)), slice_(slice) {}
  /// The file is made when the first row is added.
  void add(std::int64_t row, std::string_view name, std::string_view reason,
           std::string_view cause);
  std::uint64_t count() const { return count_; }
  /// On disk when it returns.
  void finish();

 private:
  std::string path_;
  int slice_;
  Fd fd_;
  std::uint64_t count_ = 0;
};

struct BadRow {
  std::int64_t slice = 0;
  std::int64_t row = 0;
  std::string name;  ///< may be empty
  std::string reason;
  std::string cause = kRowCause;
};
std::string bad_row_line(const BadRow& row);
/// Adds rows to the lines of such a file, in the order of slices and rows. Throws Error, with the
/// path, if a line is damaged.
std::string merged_bad_rows(std::string_view lines, std::vector<BadRow> rows,
                            const std::string& path);
/// A line of such a file. Throws Error, with the path, when it is damaged.
BadRow read_bad_row(std::string_view line, const std::string& path);

}  // namespace accel
