// SPDX-License-Identifier: Apache-2.0
#include "column/arrow_write.h"

#include "base/check.h"
#include "column/column_type.h"

#include <arrow_generated.h>

#include <bit>
#include <limits>
#include <utility>
#include <vector>

static_assert(std::endian::native == std::endian::little, "column files are little-endian");

namespace accel {
namespace {

using Builder = flatbuffers::FlatBufferBuilder;
using TypeOffset = std::pair<arrow::Type, flatbuffers::Offset<void>>;

std::string_view finished(Builder& builder) {
  return {reinterpret_cast<const char*>(builder.GetBufferPointer()), builder.GetSize()};
}

void put_int32(std::string& out, std::size_t number) {
  ACCEL_CHECK(std::in_range<std::int32_t>(number));
  const auto value = static_cast<std::int32_t>(number);
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// message = marker, size : int32, FlatBuffer, zeros up to a multiple of 64.
void put_message(std::string& out, std::string_view message) {
  constexpr std::size_t kMarkerAndSize = 8;
  const std::size_t end = arrow_padded(out.size() + kMarkerAndSize + message.size());
  out.append(4, '\xff');
  put_int32(out, end - out.size() - 4);
  out.append(message);
  out.resize(end, '\0');
}

TypeOffset make_type(Builder& b, ColumnType type, std::int32_t length) {
  const auto empty = [&](arrow::Type t) { return TypeOffset{t, arrow::CreateEmpty(b).Union()}; };
  const auto whole = [&](int bits, bool is_signed) {
    return TypeOffset{arrow::Type::Int, arrow::CreateInt(b, bits, is_signed).Union()};
  };
  const auto real = [&](arrow::Precision precision) {
    return TypeOffset{arrow::Type::FloatingPoint, arrow::CreateFloatingPoint(b, precision).Union()};
  };
  switch (type) {
    case ColumnType::bytes: return empty(arrow::Type::LargeBinary);
    case ColumnType::text:
    case ColumnType::json: return empty(arrow::Type::Utf8);
    case ColumnType::boolean: return empty(arrow::Type::Bool);
    case ColumnType::uint8: return whole(8, false);
    case ColumnType::int32: return whole(32, true);
    case ColumnType::int64: return whole(64, true);
    case ColumnType::uint64: return whole(64, false);
    case ColumnType::float32: return real(arrow::Precision::Single);
    case ColumnType::float64: return real(arrow::Precision::Double);
    case ColumnType::date:
      return {arrow::Type::Date, arrow::CreateDate(b, arrow::DateUnit::Day).Union()};
    case ColumnType::datetime:
      return {arrow::Type::Timestamp,
              arrow::CreateTimestamp(b, arrow::TimeUnit::Microsecond).Union()};
    case ColumnType::list: break;
  }
  return {arrow::Type::FixedSizeList, arrow::CreateFixedSizeList(b, length).Union()};
}

using Fields = std::vector<flatbuffers::Offset<arrow::Field>>;
using Metadata = std::vector<flatbuffers::Offset<arrow::KeyValue>>;

flatbuffers::Offset<arrow::Field> make_field(Builder& b, const std::string& name, bool nullable,
                                             TypeOffset type, const Fields& children,
                                             const Metadata& metadata) {
  const auto name_at = b.CreateString(name);
  const auto children_at = b.CreateVector(children);  // there even when empty: Arrow C++ wants it
  const auto metadata_at = metadata.empty()
                               ? flatbuffers::Offset<flatbuffers::Vector<Metadata::value_type>>{}
                               : b.CreateVector(metadata);
  return arrow::CreateField(b, name_at, nullable, type.first, type.second, 0, children_at,
                            metadata_at);
}

flatbuffers::Offset<arrow::Field> make_field(Builder& b, const ColumnSpec& spec, bool nullable) {
  Fields children;
  if (spec.type == ColumnType::list) {
    children.push_back(make_field(b, "item", false, make_type(b, spec.element, 0), {}, {}));
  }
  Metadata metadata;
  const auto add = [&](std::string_view key, std::string_view value) {
    const auto key_at = b.CreateString(key);
    metadata.push_back(arrow::CreateKeyValue(b, key_at, b.CreateString(value)));
  };
  if (spec.type == ColumnType::json) add(kTypeKey, kJsonType);
  if (spec.shape.size() > 1) add(kShapeKey, "[" + shape_text(spec, ',') + "]");
  return make_field(b, spec.name, nullable, make_type(b, spec.type, spec.length()), children,
                    metadata);
}

flatbuffers::Offset<arrow::Schema> make_schema(Builder& b, std::span<const ColumnSpec> columns,
                                               bool nullable) {
  Fields fields;
  for (const ColumnSpec& spec : columns) fields.push_back(make_field(b, spec, nullable));
  return arrow::CreateSchema(b, arrow::Endianness::Little, b.CreateVector(fields));
}

void add_nodes(std::vector<arrow::FieldNode>& nodes, const ColumnSpec& spec,
               const BatchBody& body) {
  nodes.emplace_back(body.rows, body.absent);
  if (spec.type == ColumnType::list) nodes.emplace_back(body.rows * spec.length(), 0);
}

/// `offset`: where this column begins in the body of the batch; then where the next one does.
void add_buffers(std::vector<arrow::Buffer>& buffers, std::int64_t& offset, const ColumnSpec& spec,
                 const BatchBody& body) {
  const auto add = [&](std::size_t size) {
    buffers.emplace_back(offset, static_cast<std::int64_t>(size));
    offset += static_cast<std::int64_t>(arrow_padded(size));
  };
  add(body.validity.size());
  if (offset_width(spec.type) != 0) add(body.offsets.size());
  if (spec.type == ColumnType::list) add(0);  // the numbers' own validity
  add(body.values_size());
}

}  // namespace

std::string arrow_beginning(std::span<const ColumnSpec> columns, bool nullable) {
  Builder b;
  const auto schema = make_schema(b, columns, nullable);
  b.Finish(arrow::CreateMessage(b, arrow::MetadataVersion::V5, arrow::MessageHeader::Schema,
                                schema.Union()));
  std::string beginning(kArrowMagic);
  beginning.resize(8, '\0');
  put_message(beginning, finished(b));
  return beginning;
}

std::string arrow_batch(std::span<const ColumnSpec> columns, std::span<const BatchBody> bodies) {
  ACCEL_CHECK(!columns.empty() && columns.size() == bodies.size());
  Builder b(512);
  std::vector<arrow::FieldNode> nodes;
  std::vector<arrow::Buffer> buffers;
  std::int64_t size = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    add_nodes(nodes, columns[i], bodies[i]);
    add_buffers(buffers, size, columns[i], bodies[i]);
  }
  const auto nodes_at = b.CreateVectorOfStructs(nodes);
  const auto buffers_at = b.CreateVectorOfStructs(buffers);
  const auto batch = arrow::CreateRecordBatch(b, bodies[0].rows, nodes_at, buffers_at);
  b.Finish(arrow::CreateMessage(b, arrow::MetadataVersion::V5, arrow::MessageHeader::RecordBatch,
                                batch.Union(), size));
  std::string message;
  put_message(message, finished(b));
  return message;
}

std::string arrow_end(std::span<const ColumnSpec> columns, bool nullable,
                      std::span<const ArrowBlock> blocks) {
  std::vector<arrow::Block> list;
  list.reserve(blocks.size());
  for (const ArrowBlock& block : blocks) {
    list.emplace_back(block.offset, block.metadata_size, block.body_size);
  }
  Builder b;
  const auto schema = make_schema(b, columns, nullable);
  const auto dictionaries = b.CreateVectorOfStructs(std::vector<arrow::Block>{});
  const auto batches = b.CreateVectorOfStructs(list);
  b.Finish(arrow::CreateFooter(b, arrow::MetadataVersion::V5, schema, dictionaries, batches));
  std::string end(4, '\xff');
  end.append(4, '\0');  // a message of no size: the stream ends here
  end.append(finished(b));
  put_int32(end, b.GetSize());
  end.append(kArrowMagic);
  return end;
}

}  // namespace accel
