// SPDX-License-Identifier: Apache-2.0
// Reads one column file: maps it, checks that it is whole and as expected, and returns batches as
// views into the mapping. Whatever a file holds, no view reaches outside of it. Opening checks
// everything but the batches' bodies; the first use of a batch checks its offsets and bitmap.
// Nothing checks that texts are UTF-8. Not for two threads at once.
#pragma once

#include "base/file.h"
#include "base/hash.h"
#include "base/mapping.h"
#include "column/arrow_read.h"

#include <optional>
#include <string>
#include <vector>

namespace accel {

/// What the manifest says of a file; nullopt is not checked.
struct ColumnExpected {
  std::optional<ColumnSpec> spec;  ///< the type; the name may be another
  std::optional<std::int64_t> rows;
  std::optional<std::uint64_t> bytes;
};

class ColumnReader {
 public:
  /// Throws SystemError when the file cannot be mapped, Error when it is of another type,
  /// damaged (JobError), or not as expected.
  explicit ColumnReader(std::string path, const ColumnExpected& expected = {});
  /// Reads a file in memory that outlives this and is aligned to 8; for tests.
  ColumnReader(std::string path, Bytes file, const ColumnExpected& expected = {});

  const std::string& path() const { return path_; }
  /// As the file says.
  const ColumnSpec& spec() const { return footer_.spec; }
  bool nullable() const { return footer_.nullable; }
  std::int64_t rows() const { return rows_; }
  std::int64_t absent() const { return absent_; }

  /// No batch is empty.
  std::size_t batch_count() const { return batches_.size(); }
  /// The row of the column that is the first of batch `i`.
  std::int64_t first_row(std::size_t i) const { return batches_[i].first_row; }
  /// The bytes of batch `i`.
  std::int64_t size(std::size_t i) const;
  /// The batch that holds `row`, which must be less than rows().
  std::size_t batch_of(std::int64_t row) const;
  /// Views that are valid as long as this. Throws Error if the batch is damaged.
  detail::Batch batch(std::size_t i);
  /// Checks every batch as batch() does, and hashes every byte, in one pass that keeps only a few
  /// batches in memory. Returns the file's digest. Throws SystemError if the disk fails.
  Digest check_all();
  /// Throws Error if the file is not as long as when it was opened: it was cut meanwhile, and reads
  /// behind its new end, up to the end of a page, gave zeros.
  void check_not_cut() const;
  /// Lets the system take back the memory of the batches before `i`; their views stay valid.
  void give_back_before(std::size_t i);

 private:
  struct Entry {
    detail::Batch batch;
    Bytes validity, offsets, values;
    std::int64_t absent = 0;
    std::int64_t first_row = 0;
    std::size_t place = 0;  ///< of its message in the file
    bool is_checked = false;
  };
  void open(const ColumnExpected& expected, const Fd& fd);
  void check_type(const ColumnSpec& asked) const;
  ArrowBatch read_batch(ArrowMessage message, const Fd& fd) const;
  void add(const ArrowMessage& message, const Fd& fd);
  void check_ends(const Entry& entry) const;
  void check_whole(const Entry& entry) const;

  std::string path_;
  Mapping mapping_;
  Bytes file_;
  ArrowFooter footer_;
  std::vector<Entry> batches_;
  std::int64_t rows_ = 0;
  std::int64_t absent_ = 0;
  std::size_t given_back_ = 0;
};

}  // namespace accel
