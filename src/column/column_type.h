// SPDX-License-Identifier: Apache-2.0
// Properties of a column's type: its word on disk, how wide its values are, how they are laid out.
// Manifests on disk have these words, so they never change.
#pragma once

#include <accel/column.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accel {

/// The inverse of `column_type_name`; the spec's name is empty. nullopt when there is no such type.
std::optional<ColumnSpec> find_column_type(std::string_view name);

/// Whether the two have one type, whatever their names.
bool is_same_type(const ColumnSpec& a, const ColumnSpec& b);

/// Whether a column of type `stored` can be read as `asked`: the same type, or for a tensor also
/// the list of its numbers.
bool is_readable_as(const ColumnSpec& stored, const ColumnSpec& asked);

/// The sides of a list or tensor with a character between them, such as 3x224x224.
std::string shape_text(const ColumnSpec& spec, char between);
/// The inverse. What is not a number becomes 0; compare with shape_text if that matters.
std::vector<std::int64_t> parse_shape(std::string_view text, char between);

/// Whether a list may hold it.
bool is_list_element(ColumnType type);

/// Throws Error if no file can have this type: a list of texts, or a shape whose length() is 0.
void check_column_spec(const ColumnSpec& spec);

/// Bytes of one number: 1, 4 or 8; 0 for the types that are not numbers, dates or times.
std::size_t number_width(ColumnType type);

/// Bytes of each row (for a list: all its numbers); 0 for bytes, text, json and bool.
std::size_t row_width(const ColumnSpec& spec);

/// The key that marks a column as json in its field's metadata. Not an Arrow extension type,
/// because readers reject files with one that they don't know, but ignore a key.
constexpr std::string_view kTypeKey = "accel:type";
constexpr std::string_view kJsonType = "json";
/// The key with the shape of a tensor, in the notation of Arrow's extension type: [3,224,224].
constexpr std::string_view kShapeKey = "accel:shape";

/// Bytes of one offset: 8 for bytes, 4 for text and json, 0 for others.
std::size_t offset_width(ColumnType type);

}  // namespace accel
