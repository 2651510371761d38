// SPDX-License-Identifier: Apache-2.0
// Checks whether one file of a finished job is still as it was written. Reads it once, from its
// beginning to its end.
#pragma once

#include "column/column_reader.h"

#include <cstdint>
#include <optional>
#include <string>

namespace accel {

/// What a column's manifest says besides the checksum.
struct ColumnCheck {
  ColumnSpec spec;
  std::int64_t rows = 0;
  std::int64_t absent = 0;
};

struct FileCheck {
  std::string job_path;  ///< absolute: of the job whose file it is
  std::string name;      ///< relative to that
  std::optional<std::uint64_t> size;
  std::string checksum;
  std::optional<ColumnCheck> column;  ///< of a column file: its structure is looked at, too
};

/// What is wrong with the file, in words that follow its name; nullopt if it is intact.
std::optional<std::string> find_fault(const FileCheck& check);

/// Likewise without reading the file: checks only that it exists and has that size.
std::optional<std::string> find_fault_by_stat(const FileCheck& check);

/// An error about the file at `path` in such words.
std::string fault_text(const Error& error, const std::string& path);

}  // namespace accel
