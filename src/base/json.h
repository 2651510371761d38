// SPDX-License-Identifier: Apache-2.0
// JSON on disk: read with the file's name in every error, written with two spaces of indent and a
// final newline, object members in the order they were put in.
#pragma once

#include <accel/value.h>

#include "base/file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <concepts>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace accel {

using Document = nlohmann::ordered_json;

}  // namespace accel

// Compiled once, in json.cpp, instead of in each file that includes this.
extern template class nlohmann::basic_json<nlohmann::ordered_map>;
extern template class std::vector<accel::Document>;

namespace accel {

/// Throws Error("<path>: not valid JSON: ..."), also if it is nested deeper than any file of ours,
/// because code that walks it recurses.
Document parse_json(std::string_view text, const std::string& path);
Document read_json(const std::string& path);
std::optional<Document> find_json(const std::string& path);
/// Reads a file that may be damaged or missing: null when it cannot be parsed or does not exist.
/// Read it with find_member.
Document json_or_null(const std::string& path);
Document parse_json_or_null(std::string_view text);
/// As on disk. Texts that are not UTF-8 are written with U+FFFD.
std::string json_text(const Document& json);
/// On one line, likewise.
std::string json_line(const Document& json);
/// Throws Error if the document is nested too deeply to be read.
void write_json(const std::string& path, const Document& json, Durable durable = Durable::no);

namespace detail {

/// Whether all of `json` is a T, so that get<T>() neither throws nor changes a number.
template <class T>
struct JsonIs;
template <>
struct JsonIs<Document> {
  static bool check(const Document&) { return true; }
};
template <>
struct JsonIs<bool> {
  static bool check(const Document& json) { return json.is_boolean(); }
};
template <>
struct JsonIs<double> {
  static bool check(const Document& json) { return json.is_number(); }
};
template <>
struct JsonIs<std::string> {
  static bool check(const Document& json) { return json.is_string(); }
};
template <std::integral T>
struct JsonIs<T> {
  static bool check(const Document& json) {
    if (json.is_number_unsigned()) return std::in_range<T>(json.get<std::uint64_t>());
    return json.is_number_integer() && std::in_range<T>(json.get<std::int64_t>());
  }
};
template <class T>
struct JsonIs<std::vector<T>> {
  static bool check(const Document& json) {
    return json.is_array() && std::all_of(json.begin(), json.end(), JsonIs<T>::check);
  }
};
template <class T>
struct JsonIs<std::map<std::string, T>> {
  static bool check(const Document& json) {
    return json.is_object() && std::all_of(json.begin(), json.end(), JsonIs<T>::check);
  }
};

[[noreturn]] void throw_not_as_it_should_be(const Document& json, const char* name,
                                            const std::string& path);

}  // namespace detail

/// `json[name]`; throws Error("<path>: '<name>' is missing").
const Document& json_at(const Document& json, const char* name, const std::string& path);

/// `json[name]` as T; throws Error, with the path and the name, if it is missing or not a T.
template <class T>
T json_get(const Document& json, const char* name, const std::string& path) {
  const Document& found = json_at(json, name, path);
  if (!detail::JsonIs<T>::check(found)) detail::throw_not_as_it_should_be(found, name, path);
  return found.get<T>();
}

/// `json[name]` as T; nullopt when `json` is not an object, the member is missing, or is not a T.
template <class T>
std::optional<T> find_member(const Document& json, const char* name) {
  if (!json.is_object()) return std::nullopt;
  const auto found = json.find(name);
  if (found == json.end() || !detail::JsonIs<T>::check(*found)) return std::nullopt;
  return found->template get<T>();
}
/// Sets `value` to `json[name]` if that is a T.
template <class T>
void take_member(const Document& json, const char* name, T& value) {
  if (auto found = find_member<T>(json, name)) value = *std::move(found);
}
/// `json[name]`; null when there is none.
const Document& json_member(const Document& json, const char* name);
/// Likewise; an empty list when it is not a list.
const Document& json_member_list(const Document& json, const char* name);

/// `json[name]` if it is a list or an object, whatever it holds, without a copy; otherwise throws.
const Document& json_list(const Document& json, const char* name, const std::string& path);
const Document& json_object(const Document& json, const char* name, const std::string& path);

/// Thrown if another version of accel wrote a file, so this one cannot know whether anything is
/// wrong with it.
class OtherFormat : public Error {
 public:
  using Error::Error;
};
/// Throws OtherFormat unless the member `format` is that number.
void check_format(const Document& json, int format, const std::string& path);

Document json_from_value(const Value& value);
Value value_from_json(const Document& json);

}  // namespace accel
