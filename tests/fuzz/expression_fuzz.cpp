// SPDX-License-Identifier: Apache-2.0
// Any text as an expression on rows, for columns of every type: the first letter of a column's name
// decides the type. It is evaluated for a row with values and for one in which all are absent.
#include "rows/row_condition.h"

#include <accel/error.h>

#include <array>
#include <cstdlib>

namespace {

using accel::ColumnSpec;
using accel::detail::Batch;

constexpr std::string_view kJson = R"([{"a":"b","c":[1,-2.5,null,true]},18446744073709551615])";
constexpr std::array<std::int64_t, 2> kLongOffsets = {0, kJson.size()};
constexpr std::array<std::int32_t, 2> kOffsets = {0, kJson.size()};
constexpr std::array<std::uint64_t, 4> kNumbers = {~std::uint64_t{0}, 1, 2, 3};
constexpr std::uint8_t kAbsent = 0;

ColumnSpec spec_of(const std::string& name) {
  const auto letter = name.empty() ? 0U : static_cast<unsigned char>(name[0]);
  const auto type = static_cast<accel::ColumnType>(letter % 13);
  ColumnSpec spec{name, type, accel::ColumnType::float64, {}};
  if (type == accel::ColumnType::list) spec.shape = {4};
  return spec;
}

Batch batch_of(const ColumnSpec& spec, bool is_present) {
  Batch batch;
  batch.rows = 1;
  batch.validity = is_present ? nullptr : &kAbsent;
  batch.length = spec.length();
  const bool is_bytes = spec.type == accel::ColumnType::bytes;
  const bool is_text = spec.type == accel::ColumnType::text || spec.type == accel::ColumnType::json;
  batch.values = is_bytes || is_text ? static_cast<const void*>(kJson.data()) : kNumbers.data();
  batch.offsets = is_bytes ? static_cast<const void*>(kLongOffsets.data()) : kOffsets.data();
  return batch;
}

bool holds(const accel::RowCondition& condition, const std::vector<ColumnSpec>& columns,
           bool is_present) {
  std::vector<Batch> batches;
  for (const ColumnSpec& column : columns) batches.push_back(batch_of(column, is_present));
  std::vector<accel::CellPlace> cells;
  for (const Batch& batch : batches) cells.push_back({&batch, 0});
  return condition.holds(cells);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    accel::ExpressionTree tree = accel::parse_expression(text);
    std::vector<ColumnSpec> columns;
    for (const std::string& name : tree.columns) columns.push_back(spec_of(name));
    const accel::RowCondition condition(std::move(tree), columns);
    const accel::RowCondition negation(accel::parse_expression("not (" + text + ")"), columns);
    for (const bool is_present : {false, true}) {
      if (holds(condition, columns, is_present) == holds(negation, columns, is_present)) {
        std::abort();
      }
    }
  } catch (const accel::Error&) {
  }
  return 0;
}
