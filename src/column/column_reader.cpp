// SPDX-License-Identifier: Apache-2.0
#include "column/column_reader.h"

#include "base/check.h"
#include "base/text.h"
#include "column/column_type.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

namespace accel {
namespace {

template <class T>
T offset_at(const void* offsets, std::int64_t i) {
  return static_cast<const T*>(offsets)[i];
}

std::int64_t offset_at(const Bytes& offsets, ColumnType type, std::int64_t i) {
  if (type == ColumnType::bytes) return offset_at<std::int64_t>(offsets.data(), i);
  return offset_at<std::int32_t>(offsets.data(), i);
}

/// Without a branch in the loop, so that the compiler takes many offsets at a time.
template <class T>
bool is_rising(const void* offsets, std::int64_t rows) {
  const T* at = static_cast<const T*>(offsets);
  unsigned falls = 0;
  for (std::int64_t i = 0; i < rows; ++i) falls |= static_cast<unsigned>(at[i + 1] < at[i]);
  return falls == 0;
}

std::int64_t count_bits(const std::uint8_t* bitmap, std::int64_t rows) {
  std::int64_t count = 0;
  std::int64_t row = 0;
  for (; row + 64 <= rows; row += 64) {
    std::uint64_t word;
    std::memcpy(&word, bitmap + row / 8, sizeof word);
    count += std::popcount(word);
  }
  for (; row < rows; ++row) count += (bitmap[row >> 3] >> (row & 7)) & 1;
  return count;
}

template <class Number>
void check_number(const std::string& path, std::string_view what, Number found,
                  std::optional<Number> expected) {
  if (!expected || *expected == found) return;
  throw_damaged(path, "it has " + std::to_string(found) + " " + std::string(what) + ", expected " +
                          std::to_string(*expected));
}

}  // namespace

ColumnReader::ColumnReader(std::string path, const ColumnExpected& expected)
    : path_(std::move(path)) {
  const Fd fd = open_file(path_, O_RDONLY);
  mapping_ = Mapping(fd, path_);
  file_ = mapping_.bytes();
  open(expected, fd);
}

ColumnReader::ColumnReader(std::string path, Bytes file, const ColumnExpected& expected)
    : path_(std::move(path)), file_(file) {
  open(expected, Fd());
}

void ColumnReader::open(const ColumnExpected& expected, const Fd& fd) {
  check_number<std::uint64_t>(path_, "bytes", file_.size(), expected.bytes);
  footer_ = read_arrow_footer({file_, path_});
  if (expected.spec) check_type(*expected.spec);
  for (const ArrowMessage& message : footer_.batches) add(message, fd);
  check_number<std::int64_t>(path_, "rows", rows_, expected.rows);
}

void ColumnReader::check_type(const ColumnSpec& asked) const {
  if (is_same_type(asked, spec())) return;
  throw Error(path_ + ": column is " + column_type_name(spec()) + ", requested as " +
              column_type_name(asked));
}

/// Reads the metadata with a call: touched in the mapping, one page of it would bring its
/// neighbours along (up to all that the page cache holds as one piece), and opening would take the
/// memory of the whole file.
ArrowBatch ColumnReader::read_batch(ArrowMessage message, const Fd& fd) const {
  alignas(std::max_align_t) std::array<std::uint8_t, 1024> copy;
  if (fd.is_open() && message.metadata.size() <= copy.size()) {
    const std::size_t size = message.metadata.size();
    if (read_at(fd, path_, copy.data(), size, message.offset) != size) {
      throw_damaged(path_, "its end is missing");
    }
    message.metadata = {copy.data(), size};
  }
  return read_arrow_batch({file_, path_}, footer_, message);
}

void ColumnReader::add(const ArrowMessage& message, const Fd& fd) {
  const ArrowBatch found = read_batch(message, fd);
  if (found.rows == 0) return;
  Entry entry{{}, found.validity, found.offsets, found.values, found.absent, rows_, message.offset};
  entry.batch.rows = found.rows;
  if (found.absent > 0) entry.batch.validity = found.validity.data();
  if (!found.offsets.empty()) entry.batch.offsets = found.offsets.data();
  entry.batch.values = found.values.data();
  entry.batch.length = spec().length();
  rows_ += found.rows;
  absent_ += found.absent;
  batches_.push_back(entry);
}

/// The first and the last offset; that those between lie between is for check_whole.
void ColumnReader::check_ends(const Entry& entry) const {
  if (entry.batch.offsets == nullptr) return;
  const std::int64_t first = offset_at(entry.offsets, spec().type, 0);
  const std::int64_t last = offset_at(entry.offsets, spec().type, entry.batch.rows);
  if (first < 0 || last < first || std::cmp_greater(last, entry.values.size())) {
    throw_damaged(path_, "a batch's values are outside the batch");
  }
}

void ColumnReader::check_whole(const Entry& entry) const {
  const detail::Batch& batch = entry.batch;
  if (batch.offsets != nullptr) {
    const bool is_good = spec().type == ColumnType::bytes
                             ? is_rising<std::int64_t>(batch.offsets, batch.rows)
                             : is_rising<std::int32_t>(batch.offsets, batch.rows);
    if (!is_good) throw_damaged(path_, "a batch's offsets decrease");
  }
  if (batch.validity != nullptr &&
      count_bits(batch.validity, batch.rows) != batch.rows - entry.absent) {
    throw_damaged(path_, "a batch's count of absent values is wrong");
  }
}

std::size_t ColumnReader::batch_of(std::int64_t row) const {
  ACCEL_CHECK(row >= 0 && row < rows_);
  const auto after = std::upper_bound(
      batches_.begin(), batches_.end(), row,
      [](std::int64_t wanted, const Entry& entry) { return wanted < entry.first_row; });
  return static_cast<std::size_t>(after - batches_.begin()) - 1;
}

std::int64_t ColumnReader::size(std::size_t i) const {
  const Entry& entry = batches_[i];
  return static_cast<std::int64_t>(entry.validity.size() + entry.offsets.size() +
                                   entry.values.size());
}

detail::Batch ColumnReader::batch(std::size_t i) {
  Entry& entry = batches_.at(i);
  if (!entry.is_checked) {
    check_ends(entry);
    check_whole(entry);
    entry.is_checked = true;
  }
  return entry.batch;
}

/// Reads the file with calls, which fail if the disk does: a mapping would end the process. The
/// pages are then in memory, and batch() reads them in the mapping.
Digest ColumnReader::check_all() {
  constexpr std::size_t kPiece = std::size_t{1} << 18;
  const Fd fd = mapping_.bytes().empty() ? Fd() : open_file(path_, O_RDONLY);
  std::vector<std::uint8_t> piece(fd.is_open() ? kPiece : 0);
  Hasher hasher;
  std::size_t done = 0;
  const auto bytes_at = [&](std::size_t at, std::size_t size) {
    if (!fd.is_open()) return file_.data() + at;
    if (read_at(fd, path_, piece.data(), size, at) == size) return std::as_const(piece).data();
    throw_damaged(path_, "it was truncated while it was being read");
  };
  const auto hash_to = [&](std::size_t end) {
    while (done < end) {
      const std::size_t size = std::min(end - done, kPiece);
      hasher.add(bytes_at(done, size), size);
      done += size;
    }
  };
  for (std::size_t i = 0; i < batches_.size(); ++i) {
    give_back_before(i);
    hash_to(i + 1 < batches_.size() ? batches_[i + 1].place : file_.size());
    batch(i);
  }
  hash_to(file_.size());
  give_back_before(batches_.size());
  return hasher.digest();
}

void ColumnReader::check_not_cut() const {
  const auto stat = find_stat(path_);
  if (stat && stat->size != file_.size())
    throw_damaged(path_, "it was truncated while it was being read");
}

void ColumnReader::give_back_before(std::size_t i) {
  const std::size_t end = i < batches_.size() ? batches_[i].place : file_.size();
  if (end < given_back_) given_back_ = end;  // another pass over the column has begun
  if (mapping_.bytes().empty() || end == given_back_) return;
  mapping_.give_back(given_back_, end);
  given_back_ = end;
}

}  // namespace accel
