// SPDX-License-Identifier: Apache-2.0
#include "column/arrow_schema.h"

#include "base/text.h"
#include "column/column_type.h"

#include <arrow_generated.h>

#include <optional>

namespace accel {
namespace {

using Found = std::optional<ColumnSpec>;

Found simple(ColumnType type) { return ColumnSpec{"", type}; }

/// What the field's metadata has for this key.
std::optional<std::string_view> find_metadata(const arrow::Field& field, std::string_view key) {
  if (field.custom_metadata() == nullptr) return std::nullopt;
  for (const arrow::KeyValue* pair : *field.custom_metadata()) {
    if (pair->key() == nullptr || pair->value() == nullptr) continue;
    if (pair->key()->string_view() == key) return pair->value()->string_view();
  }
  return std::nullopt;
}

/// Whether the field's metadata says so, in our words or as Arrow's extension type, by which
/// earlier versions marked json.
bool is_json(const arrow::Field& field) {
  return find_metadata(field, kTypeKey) == kJsonType ||
         find_metadata(field, "ARROW:extension:name") == "arrow.json";
}

Found find_whole(const arrow::Int& type) {
  if (type.bit_width() == 8 && !type.is_signed()) return simple(ColumnType::uint8);
  if (type.bit_width() == 32 && type.is_signed()) return simple(ColumnType::int32);
  if (type.bit_width() != 64) return std::nullopt;
  return simple(type.is_signed() ? ColumnType::int64 : ColumnType::uint64);
}

Found find_real(const arrow::FloatingPoint& type) {
  if (type.precision() == arrow::Precision::Single) return simple(ColumnType::float32);
  if (type.precision() == arrow::Precision::Double) return simple(ColumnType::float64);
  return std::nullopt;
}

Found find_datetime(const arrow::Timestamp& type) {
  const bool has_zone = type.timezone() != nullptr && type.timezone()->size() != 0;
  if (type.unit() != arrow::TimeUnit::Microsecond || has_zone) return std::nullopt;
  return simple(ColumnType::datetime);
}

Found find_type(const arrow::Field& field);

Found find_list(const arrow::Field& field) {
  const std::int32_t length = field.type_as_FixedSizeList()->list_size();
  if (length < 1 || field.children() == nullptr || field.children()->size() != 1) {
    return std::nullopt;
  }
  // The element first: a list of lists ends here, however deep a file makes it.
  const arrow::Field& item = *field.children()->Get(0);
  if (item.type_type() == arrow::Type::FixedSizeList) return std::nullopt;
  const Found element = find_type(item);
  if (!element || !is_list_element(element->type)) return std::nullopt;
  return ColumnSpec{"", ColumnType::list, element->type, {length}};
}

/// Makes a list a tensor if the field has a shape, which must have as many numbers.
void read_shape(const arrow::Field& field, ColumnSpec& list, const std::string& path) {
  const auto text = find_metadata(field, kShapeKey);
  if (!text) return;
  const std::int32_t length = list.length();
  list.shape = parse_shape(text->substr(text->starts_with('[') ? 1 : 0), ',');
  if (list.length() != length || "[" + shape_text(list, ',') + "]" != *text) {
    throw_damaged(path, "its shape " + quote(*text) + " is not one of " + std::to_string(length) +
                            " numbers");
  }
}

Found find_type(const arrow::Field& field) {
  if (field.type() == nullptr || field.dictionary() != nullptr) return std::nullopt;
  switch (field.type_type()) {
    case arrow::Type::LargeBinary: return simple(ColumnType::bytes);
    case arrow::Type::Utf8: return simple(is_json(field) ? ColumnType::json : ColumnType::text);
    case arrow::Type::Bool: return simple(ColumnType::boolean);
    case arrow::Type::Int: return find_whole(*field.type_as_Int());
    case arrow::Type::FloatingPoint: return find_real(*field.type_as_FloatingPoint());
    case arrow::Type::Timestamp: return find_datetime(*field.type_as_Timestamp());
    case arrow::Type::FixedSizeList: return find_list(field);
    case arrow::Type::Date:
      if (field.type_as_Date()->unit() != arrow::DateUnit::Day) return std::nullopt;
      return simple(ColumnType::date);
    default: return std::nullopt;
  }
}

}  // namespace

ArrowFooter read_arrow_schema(const arrow::Schema& schema, const std::string& path) {
  if (schema.endianness() != arrow::Endianness::Little) {
    throw Error(path + ": the column is big-endian, which this accel cannot read");
  }
  if (schema.fields() == nullptr || schema.fields()->size() != 1) {
    throw Error(path + ": a column file must have exactly one column");
  }
  const arrow::Field& field = *schema.fields()->Get(0);
  Found spec = find_type(field);
  if (!spec) throw Error(path + ": this accel cannot read the column's type");
  if (spec->type == ColumnType::list) read_shape(field, *spec, path);
  if (field.name() != nullptr) spec->name = field.name()->str();
  return {std::move(*spec), field.nullable(), {}};
}

}  // namespace accel
