// SPDX-License-Identifier: Apache-2.0
// Reads and checks the metadata of an Arrow IPC file with one column: whatever the bytes are, the
// results are inside the file, or an Error is thrown. Does not read the values.
#pragma once

#include <accel/column.h>
#include <accel/error.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace accel {

/// A file's bytes, aligned to 8 at least, and its name for messages.
struct ArrowBytes {
  Bytes bytes;
  const std::string& path;
};

/// Throws JobError (the fault is not a row's): "<path>: damaged column file: <why>", and what to
/// do.
[[noreturn]] void throw_damaged(const std::string& path, std::string_view why);

/// One batch's message: its body, and the metadata that says how the body is divided. Neither is
/// checked yet.
struct ArrowMessage {
  std::size_t offset = 0;  ///< of the message in the file
  Bytes metadata;          ///< from its marker on
  Bytes body;
};

struct ArrowFooter {
  ColumnSpec spec;
  bool nullable = false;
  std::vector<ArrowMessage> batches;  ///< in the order of the file, none inside another
};

/// Reads both ends of the file, the schema, and where the batches are.
ArrowFooter read_arrow_footer(const ArrowBytes& file);

/// A batch as its metadata divides it: each buffer inside the body.
struct ArrowBatch {
  std::int64_t rows = 0;
  std::int64_t absent = 0;
  Bytes validity;  ///< a bit for each row, or empty
  Bytes offsets;   ///< of bytes, text and json: rows + 1 of them, or more
  Bytes values;    ///< large enough for the rows
};

/// Reads one batch's metadata, which must be aligned to 8 in memory and may be a copy. Buffers that
/// are read as numbers are aligned to 8.
ArrowBatch read_arrow_batch(const ArrowBytes& file, const ArrowFooter& footer,
                            const ArrowMessage& message);

}  // namespace accel
