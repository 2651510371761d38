// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include "base/base64.h"
#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <string>

template class nlohmann::basic_json<nlohmann::ordered_map>;
template class std::vector<accel::Document>;

namespace accel {
namespace {

constexpr int kDeepest = 1000;

bool is_too_deep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kDeepest) return true;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

/// Enters no more levels than may be read.
bool is_deeper_than(const Document& json, int levels) {
  if (!json.is_structured()) return false;
  if (levels == 0) return true;
  return std::ranges::any_of(
      json, [&](const Document& inner) { return is_deeper_than(inner, levels - 1); });
}

}  // namespace

namespace detail {

void throw_not_as_it_should_be(const Document& json, const char* name, const std::string& path) {
  constexpr std::size_t kMost = 200;
  std::string found = json_line(json);
  if (found.size() > kMost) found = found.substr(0, kMost) + "...";
  throw Error(path + ": '" + name + "' is invalid: " + found);
}

}  // namespace detail

const Document& json_at(const Document& json, const char* name, const std::string& path) {
  if (json.is_object()) {
    if (const auto found = json.find(name); found != json.end()) return *found;
  }
  throw Error(path + ": '" + name + "' is missing");
}

const Document& json_member(const Document& json, const char* name) {
  static const Document kNone;
  if (!json.is_object()) return kNone;
  const auto found = json.find(name);
  return found == json.end() ? kNone : *found;
}

const Document& json_member_list(const Document& json, const char* name) {
  static const Document kEmpty = Document::array();
  const Document& found = json_member(json, name);
  return found.is_array() ? found : kEmpty;
}

void check_format(const Document& json, int format, const std::string& path) {
  const auto found = json_get<std::int64_t>(json, "format", path);
  if (found == format) return;
  OtherFormat error(path + ": written by another version of accel (format " +
                    std::to_string(found) + ", this one reads " + std::to_string(format) + ")");
  error.set_hint("use that version, or another workdir (--workdir)");
  throw error;
}

const Document& json_list(const Document& json, const char* name, const std::string& path) {
  const Document& found = json_at(json, name, path);
  if (!found.is_array()) detail::throw_not_as_it_should_be(found, name, path);
  return found;
}

const Document& json_object(const Document& json, const char* name, const std::string& path) {
  const Document& found = json_at(json, name, path);
  if (!found.is_object()) detail::throw_not_as_it_should_be(found, name, path);
  return found;
}

/// " (line 1, column 2)" of the library's words, which are for programmers.
std::string place_of(std::string_view what) {
  const auto begin = what.find("line ");
  const auto end = what.find(':', begin);
  if (begin == std::string_view::npos || end == std::string_view::npos) return "";
  return " (" + std::string(what.substr(begin, end - begin)) + ")";
}

Document parse_json(std::string_view text, const std::string& path) {
  if (is_too_deep(text)) {
    throw Error(path + (path.empty() ? "" : ": ") + "not valid JSON: nested too deeply");
  }
  try {
    return Document::parse(text);
  } catch (const nlohmann::json::exception& error) {
    throw Error(path + (path.empty() ? "" : ": ") + "not valid JSON" + place_of(error.what()));
  }
}

Document read_json(const std::string& path) { return parse_json(read_file(path), path); }

std::optional<Document> find_json(const std::string& path) {
  const auto text = find_contents(path);
  if (!text) return std::nullopt;
  return parse_json(*text, path);
}

Document json_or_null(const std::string& path) {
  const auto text = find_contents(path);
  return text ? parse_json_or_null(*text) : Document();
}

Document parse_json_or_null(std::string_view text) {
  if (is_too_deep(text)) return {};
  Document json = Document::parse(text, nullptr, false);
  return json.is_discarded() ? Document() : json;
}

std::string json_text(const Document& json) {
  return json.dump(2, ' ', false, Document::error_handler_t::replace) + "\n";
}

std::string json_line(const Document& json) {
  return json.dump(-1, ' ', false, Document::error_handler_t::replace);
}

void write_json(const std::string& path, const Document& json, Durable durable) {
  if (is_deeper_than(json, kDeepest)) {
    throw Error(path + ": its contents are nested too deeply: accel reads at most " +
                std::to_string(kDeepest) + " levels");
  }
  write_file(path, json_text(json), durable);
}

Document json_from_value(const Value& value) {
  if (value.is_null()) return nullptr;
  if (value.is_bool()) return value.boolean();
  if (value.is_whole()) {
    if (value.unsigned_whole_fits()) return value.unsigned_whole();
    return value.whole();
  }
  if (value.is_real()) {
    const double x = value.real();
    if (std::isnan(x)) return "NaN";
    if (std::isinf(x)) return x > 0 ? "Infinity" : "-Infinity";
    return x;
  }
  if (value.is_text()) {
    if (is_utf8(value.text())) return value.text();
    return {{"base64", to_base64(value.text())}};
  }
  if (value.is_reference()) {
    const Reference& r = value.reference();
    return r.dataset.empty() ? r.job : r.job + "/" + r.dataset;
  }
  if (value.is_list()) {
    Document list = Document::array();
    for (const Value& item : value.list()) list.push_back(json_from_value(item));
    return list;
  }
  Document object = Document::object();
  for (const auto& [name, item] : value.object()) {
    if (!is_utf8(name)) throw Error("name " + quote(name) + " is not UTF-8");
    object[name] = json_from_value(item);
  }
  return object;
}

Value value_from_json(const Document& json) {
  switch (json.type()) {
    case Document::value_t::boolean: return json.get<bool>();
    case Document::value_t::number_integer: return json.get<std::int64_t>();
    case Document::value_t::number_unsigned: return json.get<std::uint64_t>();
    case Document::value_t::number_float: return json.get<double>();
    case Document::value_t::string: return json.get<std::string>();
    case Document::value_t::array: {
      Value::List list;
      list.reserve(json.size());
      for (const Document& item : json) list.push_back(value_from_json(item));
      return list;
    }
    case Document::value_t::object: {
      Value::Object object;
      for (const auto& [name, item] : json.items()) object.emplace(name, value_from_json(item));
      return object;
    }
    default: return nullptr;
  }
}

}  // namespace accel
