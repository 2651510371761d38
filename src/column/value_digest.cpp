// SPDX-License-Identifier: Apache-2.0
#include "column/value_digest.h"

#include "column/column_type.h"

namespace accel {
namespace {

template <class Offset>
std::string_view text_at(const detail::Batch& batch, std::int64_t row) {
  const auto* offsets = static_cast<const Offset*>(batch.offsets) + row;
  return {static_cast<const char*>(batch.values) + offsets[0],
          static_cast<std::size_t>(offsets[1] - offsets[0])};
}

}  // namespace

Digest value_digest(const ColumnSpec& spec, const detail::Batch& batch, std::int64_t row) {
  if (!batch.present(row)) return {};
  if (spec.type == ColumnType::boolean) {
    return digest_of(detail::Read<bool>::get(batch, row) ? "1" : "0");
  }
  if (const std::size_t width = row_width(spec); width > 0) {
    const auto place = static_cast<std::size_t>(row) * width;
    return digest_of(std::string_view(static_cast<const char*>(batch.values) + place, width));
  }
  return digest_of(offset_width(spec.type) == sizeof(std::int64_t)
                       ? text_at<std::int64_t>(batch, row)
                       : text_at<std::int32_t>(batch, row));
}

}  // namespace accel
