// SPDX-License-Identifier: Apache-2.0
// Properties of a column's type: its word on disk, how wide its values are, how they are laid out.
// Manifests on disk have these words, so they never change.
#pragma once

#include <accel/column.h>

#include <cstddef>
#include <optional>
#include <string_view>

namespace accel {

/// The inverse of `column_type_name`; the spec's name is empty. nullopt when there is no such type.
std::optional<ColumnSpec> find_column_type(std::string_view name);

/// Whether the two have one type, whatever their names.
bool is_same_type(const ColumnSpec& a, const ColumnSpec& b);

/// Whether a list may hold it.
bool is_list_element(ColumnType type);

/// Throws Error if no file can have this type: a list with length 0, or of texts.
void check_column_spec(const ColumnSpec& spec);

/// Bytes of one number: 4 or 8; 0 for the types that are not numbers, dates or times.
std::size_t number_width(ColumnType type);

/// Bytes of each row (for a list: all its numbers); 0 for bytes, text, json and bool.
std::size_t row_width(const ColumnSpec& spec);

/// The key that marks a column as json in its field's metadata. Not an Arrow extension type,
/// because readers reject files with one that they don't know, but ignore a key.
constexpr std::string_view kTypeKey = "accel:type";
constexpr std::string_view kJsonType = "json";

/// Bytes of one offset: 8 for bytes, 4 for text and json, 0 for others.
std::size_t offset_width(ColumnType type);

}  // namespace accel
