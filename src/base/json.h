// SPDX-License-Identifier: Apache-2.0
// JSON on disk: read with the file's name in every error, written with two spaces of indent and a
// final newline, object members in the order they were put in.
#pragma once

#include <accel/value.h>

#include "base/file.h"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

namespace accel {

using Document = nlohmann::ordered_json;

/// Throws Error("<path>: not valid JSON: ...").
Document parse_json(std::string_view text, const std::string& path);
Document read_json(const std::string& path);
std::optional<Document> find_json(const std::string& path);
/// As on disk. Texts that are not UTF-8 are written with U+FFFD.
std::string json_text(const Document& json);
/// On one line, likewise.
std::string json_line(const Document& json);
void write_json(const std::string& path, const Document& json, Durable durable = Durable::no);

/// `json[name]` as T; throws Error("<path>: <name> is missing") or "... is not ...".
template <class T>
T json_get(const Document& json, const char* name, const std::string& path) {
  const auto found = json.is_object() ? json.find(name) : json.end();
  if (!json.is_object() || found == json.end()) {
    throw Error(path + ": '" + name + "' is missing");
  }
  try {
    return found->template get<T>();
  } catch (const nlohmann::json::exception&) {
    throw Error(path + ": '" + name + "' is not what it should be: " + found->dump());
  }
}

Document json_from_value(const Value& value);
Value value_from_json(const Document& json);

}  // namespace accel
