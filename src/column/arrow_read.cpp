// SPDX-License-Identifier: Apache-2.0
#include "column/arrow_read.h"

#include "column/arrow_schema.h"
#include "column/arrow_write.h"
#include "column/column_type.h"

#include <arrow_generated.h>

#include <cstring>
#include <optional>
#include <utility>

namespace accel {
namespace {

constexpr std::size_t kWord = 8;
constexpr std::size_t kPrefix = 8;    // a message's marker and size
constexpr std::size_t kTrailer = 10;  // the footer's size and the magic

bool is_aligned(const void* place, std::size_t alignment) {
  return reinterpret_cast<std::uintptr_t>(place) % alignment == 0;
}

/// The root of a FlatBuffer of this type, every offset in it verified.
template <class Table>
const Table& verified(Bytes bytes, const std::string& path, std::string_view what) {
  // The verifier asserts the upper bound, and takes the alignment for granted.
  bool is_good = bytes.size() >= kWord && bytes.size() < FLATBUFFERS_MAX_BUFFER_SIZE &&
                 is_aligned(bytes.data(), kWord);
  if (is_good) {
    flatbuffers::Verifier verifier(bytes.data(), bytes.size());
    is_good = verifier.VerifyBuffer<Table>(nullptr);
  }
  if (!is_good) throw_damaged(path, std::string(what) + " cannot be read");
  return *flatbuffers::GetRoot<Table>(bytes.data());
}

/// How many structs a vector has. The verifier checks the alignment of a vector's length, not of
/// its elements (FlatBuffers 2.0.8), which hold 64-bit numbers.
template <class Vector>
std::size_t count_of(const Vector* vector, const std::string& path) {
  if (vector == nullptr) return 0;
  if (!is_aligned(vector->Data(), kWord)) throw_damaged(path, "its metadata is not aligned");
  return vector->size();
}

std::int32_t int32_at(Bytes bytes, std::size_t offset) {
  std::int32_t number;
  std::memcpy(&number, bytes.data() + offset, sizeof number);
  return number;
}

/// The `size` bytes at `offset` of `outer`, if they are inside.
std::optional<Bytes> find_part(Bytes outer, std::int64_t offset, std::int64_t size) {
  if (offset < 0 || size < 0) return std::nullopt;
  const auto from = static_cast<std::uint64_t>(offset);
  if (from > outer.size() || static_cast<std::uint64_t>(size) > outer.size() - from) {
    return std::nullopt;
  }
  return Bytes(outer.data() + from, static_cast<std::size_t>(size));
}

Bytes footer_bytes(const ArrowBytes& file) {
  const std::string_view text = file.bytes.text();
  if (text.size() < kPrefix + kTrailer) throw_damaged(file.path, "it is too short");
  if (!text.starts_with(kArrowMagic))
    throw_damaged(file.path, "its start is not that of a column file");
  if (!text.ends_with(kArrowMagic)) throw_damaged(file.path, "its end is missing");
  const std::size_t end = text.size() - kTrailer;
  const std::int32_t size = int32_at(file.bytes, end);
  if (size < 0 || static_cast<std::size_t>(size) > end - kPrefix) {
    throw_damaged(file.path, "its footer is outside the file");
  }
  const auto length = static_cast<std::size_t>(size);
  return {file.bytes.data() + end - length, length};
}

/// The message that a block of the footer points to. `begin` is the end of the one before.
ArrowMessage find_message(const ArrowBytes& file, const arrow::Block& block, std::size_t begin) {
  const auto damaged = [&] { throw_damaged(file.path, "a batch is outside the file"); };
  const std::int64_t head = block.metadata_length();
  const auto metadata = find_part(file.bytes, block.offset(), head);
  if (!metadata || metadata->size() < kPrefix || std::cmp_less(block.offset(), begin)) damaged();
  const auto body = find_part(file.bytes, block.offset() + head, block.body_length());
  if (!body) damaged();
  return {static_cast<std::size_t>(block.offset()), *metadata, *body};
}

/// The FlatBuffer of a message.
Bytes metadata_of(const ArrowBytes& file, const ArrowMessage& message) {
  const std::int32_t size = int32_at(message.metadata, 4);
  if (int32_at(message.metadata, 0) != -1 || size < 0 ||
      std::cmp_greater(size, message.metadata.size() - kPrefix)) {
    throw_damaged(file.path, "the start of a batch is invalid");
  }
  return {message.metadata.data() + kPrefix, static_cast<std::size_t>(size)};
}

/// Reads the buffers of a batch in their order.
class Buffers {
 public:
  Buffers(const ArrowBytes& file, const ArrowMessage& message, const arrow::RecordBatch& batch)
      : file_(file), body_(message.body), list_(batch.buffers()) {}

  std::size_t count() const { return count_of(list_, file_.path); }
  /// The next buffer: at least `size` bytes, aligned when there are any.
  Bytes take(std::uint64_t size, std::size_t alignment) {
    const arrow::Buffer& buffer = *list_->Get(next_++);
    const auto bytes = find_part(body_, buffer.offset(), buffer.length());
    if (!bytes || bytes->size() < size) throw_damaged(file_.path, "a batch is too short");
    if (!bytes->empty() && !is_aligned(bytes->data(), alignment)) {
      throw_damaged(file_.path, "a batch is not aligned");
    }
    return *bytes;
  }

 private:
  const ArrowBytes& file_;
  Bytes body_;
  const flatbuffers::Vector<const arrow::Buffer*>* list_;
  flatbuffers::uoffset_t next_ = 0;
};

const arrow::RecordBatch& record_batch(const ArrowBytes& file, const ArrowMessage& message) {
  const auto& root = verified<arrow::Message>(metadata_of(file, message), file.path, "a batch");
  const arrow::RecordBatch* batch = root.header_as_RecordBatch();
  if (root.version() != arrow::MetadataVersion::V5 || batch == nullptr ||
      std::cmp_not_equal(root.body_length(), message.body.size())) {
    throw_damaged(file.path, "a batch does not match the footer");
  }
  if (batch->compression() != nullptr) {
    throw Error(file.path + ": the column is compressed, which this accel cannot read");
  }
  return *batch;
}

/// The rows and absent values of a batch, from its nodes: the column's, and of a list its numbers'.
ArrowBatch read_counts(const ArrowBytes& file, const ArrowFooter& footer,
                       const arrow::RecordBatch& batch) {
  const bool is_list = footer.spec.type == ColumnType::list;
  const auto* nodes = batch.nodes();
  if (count_of(nodes, file.path) != (is_list ? 2U : 1U)) {
    throw_damaged(file.path, "a batch does not have exactly one column");
  }
  const std::int64_t rows = nodes->Get(0)->length();
  const std::int64_t absent = nodes->Get(0)->null_count();
  if (rows < 0 || rows != batch.length() || absent < 0 || absent > rows ||
      (absent > 0 && !footer.nullable)) {
    throw_damaged(file.path, "a batch's row count is wrong");
  }
  if (is_list) {  // rows * length may overflow
    const arrow::FieldNode& items = *nodes->Get(1);
    const std::int32_t length = footer.spec.length();
    const bool fits =
        items.length() / length == rows && items.length() % length == 0 && items.null_count() == 0;
    if (!fits) throw_damaged(file.path, "a batch's count of numbers is wrong");
  }
  return {rows, absent, {}, {}, {}};
}

/// count * width, or on overflow the largest number, which no buffer can have.
std::uint64_t bytes_of(std::uint64_t count, std::uint64_t width) {
  std::uint64_t size = 0;
  return __builtin_mul_overflow(count, width, &size) ? UINT64_MAX : size;
}

}  // namespace

void throw_damaged(const std::string& path, std::string_view why) {
  JobError error(path + ": damaged column file: " + std::string(why));
  error.set_hint("to make the job again, delete it");
  throw error;
}

ArrowFooter read_arrow_footer(const ArrowBytes& file) {
  const Bytes bytes = footer_bytes(file);
  const auto& root = verified<arrow::Footer>(bytes, file.path, "its footer");
  if (root.version() != arrow::MetadataVersion::V5 || root.schema() == nullptr) {
    throw_damaged(file.path, "its footer cannot be read");
  }
  if (root.dictionaries() != nullptr && root.dictionaries()->size() != 0) {
    throw Error(file.path + ": the column has a dictionary, which this accel cannot read");
  }
  ArrowFooter footer = read_arrow_schema(*root.schema(), file.path);
  const Bytes before{file.bytes.data(), static_cast<std::size_t>(bytes.data() - file.bytes.data())};
  if (count_of(root.record_batches(), file.path) == 0) return footer;
  std::size_t end = 0;
  footer.batches.reserve(root.record_batches()->size());
  for (const arrow::Block* block : *root.record_batches()) {
    footer.batches.push_back(find_message({before, file.path}, *block, end));
    const ArrowMessage& message = footer.batches.back();
    end = static_cast<std::size_t>(message.body.end() - file.bytes.data());
  }
  return footer;
}

ArrowBatch read_arrow_batch(const ArrowBytes& file, const ArrowFooter& footer,
                            const ArrowMessage& message) {
  const ColumnSpec& spec = footer.spec;
  const arrow::RecordBatch& record = record_batch(file, message);
  ArrowBatch batch = read_counts(file, footer, record);
  Buffers buffers(file, message, record);
  const std::size_t offset_bytes = offset_width(spec.type);
  const bool is_list = spec.type == ColumnType::list;
  if (buffers.count() != (offset_bytes != 0 || is_list ? 3U : 2U)) {
    throw_damaged(file.path, "a batch's buffers are wrong");
  }
  const auto rows = static_cast<std::uint64_t>(batch.rows);
  const std::uint64_t bitmap = rows / 8 + (rows % 8 != 0 ? 1 : 0);
  batch.validity = buffers.take(batch.absent > 0 ? bitmap : 0, 1);
  if (is_list) buffers.take(0, 1);  // the validity of its numbers: none is absent
  if (offset_bytes != 0) {
    batch.offsets = buffers.take(rows == 0 ? 0 : bytes_of(rows + 1, offset_bytes), kWord);
    batch.values = buffers.take(0, 1);
  } else if (spec.type == ColumnType::boolean) {
    batch.values = buffers.take(bitmap, 1);
  } else {
    batch.values = buffers.take(bytes_of(rows, row_width(spec)), kWord);
  }
  return batch;
}

}  // namespace accel
