// SPDX-License-Identifier: Apache-2.0
// The language of option types: what fits, in which form it is kept, and how it is described.
#include <accel/convert.h>

#include "base/text.h"
#include "method/description.h"

#include <limits>
#include <map>
#include <set>

namespace accel {
namespace {

struct WholeRange {
  std::int64_t least;
  std::uint64_t most;
};

const std::map<std::string, WholeRange, std::less<>>& whole_ranges() {
  static const std::map<std::string, WholeRange, std::less<>> ranges = {
      {"int8", {INT8_MIN, INT8_MAX}},    {"int16", {INT16_MIN, INT16_MAX}},
      {"int32", {INT32_MIN, INT32_MAX}}, {"int64", {INT64_MIN, INT64_MAX}},
      {"uint8", {0, UINT8_MAX}},         {"uint16", {0, UINT16_MAX}},
      {"uint32", {0, UINT32_MAX}},       {"uint64", {0, UINT64_MAX}}};
  return ranges;
}

[[noreturn]] void refuse(const Value& type, const Value& given) {
  throw Error("expected " + type_text(type) + ", got " + given.describe());
}

Value typed_whole(const Value& given, const Value& type, const WholeRange& range) {
  if (!given.is_whole()) refuse(type, given);
  const bool fits = given.unsigned_whole_fits() ? given.unsigned_whole() <= range.most
                                                : given.whole() >= range.least;
  if (!fits) refuse(type, given);
  return given;
}

Value typed_real(const Value& given, const Value& type) {
  if (given.is_real()) {
    const double x = given.real();
    return type.text() == "float32" ? static_cast<double>(static_cast<float>(x)) : x;
  }
  if (given.is_whole()) return given.real();
  const bool is_named = given.is_text() && (given.text() == "NaN" || given.text() == "Infinity" ||
                                            given.text() == "-Infinity");
  if (!is_named) refuse(type, given);
  return detail::real_from_value(given);
}

Value typed_size(const Value& given, const Value& type) {
  if (!given.is_list() || given.list().size() != 2) refuse(type, given);
  for (const Value& side : given.list()) {
    if (!side.is_whole() || !side.unsigned_whole_fits() || side.unsigned_whole() < 1 ||
        side.unsigned_whole() > INT32_MAX) {
      refuse(type, given);
    }
  }
  return given;
}

Value typed_text(const Value& given, const Value& type) {
  Value text = detail::any_from_value(given);
  if (!text.is_text()) refuse(type, given);
  return text;
}

Value typed_simple(const Value& given, const Value& type) {
  const std::string& name = type.text();
  if (const auto range = whole_ranges().find(name); range != whole_ranges().end()) {
    return typed_whole(given, type, range->second);
  }
  if (name == "any") return given;
  if (name == "float32" || name == "float64") return typed_real(given, type);
  if (name == "size") return typed_size(given, type);
  if (name == "bool" && given.is_bool()) return given;
  if (name == "text") return typed_text(given, type);
  if (name == "date" && given.is_text()) return Date::parse(given.text()).to_string();
  if (name == "datetime" && given.is_text()) return DateTime::parse(given.text()).to_string();
  refuse(type, given);
}

Value typed_enum(const Value& given, const Value& words, const Value& type) {
  std::vector<std::string> names;
  for (const Value& word : words.list()) {
    if (given == word) return given;
    names.push_back(word.text());
  }
  if (!given.is_text()) refuse(type, given);
  throw Error("expected " + type_text(type) + ", got " + quote(given.text()) +
              did_you_mean(given.text(), names));
}

/// The items are [key, value].
void check_keys(const Value::List& pairs) {
  std::set<std::string> keys;
  for (const Value& pair : pairs) {
    const std::string key = pair.list()[0].json();
    if (!keys.insert(key).second) throw Error(key + " is given twice");
  }
}

Value typed_list(const Value& given, const Value& item_type, const Value& type) {
  if (!given.is_list()) refuse(type, given);
  const Value* length = type.find("length");
  if (length != nullptr && given.list().size() != length->unsigned_whole()) refuse(type, given);
  Value::List list;
  for (const Value& item : given.list()) list.push_back(typed_value(item, item_type, {}));
  if (type.find("keys") != nullptr) check_keys(list);
  return list;
}

Value typed_tuple(const Value& given, const Value::List& types, const Value& type) {
  if (!given.is_list() || given.list().size() != types.size()) refuse(type, given);
  Value::List list;
  for (std::size_t i = 0; i < types.size(); ++i) {
    list.push_back(typed_value(given.list()[i], types[i], {}));
  }
  return list;
}

/// JSON has no form for other names.
void check_name(const std::string& name) {
  if (!is_utf8(name)) throw Error("name " + quote(name) + " is not UTF-8");
}

/// Objects, and lists of {name, value}, which is what braces in a build script give.
Value::Object as_object(const Value& given, const Value& type) {
  if (given.is_object()) return given.object();
  Value::Object object;
  if (!given.is_list()) refuse(type, given);
  for (const Value& pair : given.list()) {
    const bool is_pair = pair.is_list() && pair.list().size() == 2 && pair.list()[0].is_text();
    if (!is_pair) refuse(type, given);
    if (!object.emplace(pair.list()[0].text(), pair.list()[1]).second) {
      throw Error(quote(pair.list()[0].text()) + " is given twice");
    }
  }
  return object;
}

Value typed_map(const Value& given, const Value& item_type, const Value& type) {
  Value::Object object;
  for (const auto& [name, item] : as_object(given, type)) {
    check_name(name);
    object.emplace(name, typed_value(item, item_type, {}));
  }
  return object;
}

Value typed_struct(const Value& given, const Value::Object& fields, const Value& type,
                   const Value& defaults) {
  Value::Object object;
  std::vector<std::string> names;
  for (const auto& [name, field] : fields) names.push_back(name);
  if (defaults.is_object()) object = defaults.object();
  for (const auto& [name, item] : as_object(given, type)) {
    const auto field = fields.find(name);
    if (field == fields.end()) {
      throw Error("there is no field " + quote(name) + did_you_mean(name, names));
    }
    const auto known = object.find(name);
    object[name] =
        typed_value(item, field->second, known == object.end() ? Value() : known->second);
  }
  return object;
}

}  // namespace

std::string type_text(const Value& type) {
  if (type.is_text()) {
    const std::string& name = type.text();
    if (whole_ranges().contains(name)) return "a whole number (" + name + ")";
    if (name == "float32" || name == "float64") return "a number (" + name + ")";
    if (name == "bool") return "true or false";
    if (name == "size") return "a size {width, height}, both at least 1";
    if (name == "date") return "a date (2024-02-29)";
    if (name == "datetime") return "a time (2024-02-29T12:34:56)";
    if (name == "files") return "files";
    return name == "any" ? "any value" : name;
  }
  const auto& [kind, inner] = *type.object().begin();
  if (kind == "enum") {
    std::vector<std::string> words;
    for (const Value& word : inner.list()) words.push_back(word.text());
    return "one of " + joined(words, ", ");
  }
  if (kind == "optional") return type_text(inner) + ", or nothing";
  if (kind == "map") return "a map of names to: " + type_text(inner);
  if (kind == "tuple") {
    std::vector<std::string> items;
    for (const Value& item : inner.list()) items.push_back(type_text(item));
    return "{" + joined(items, "; ") + "}";
  }
  if (kind == "struct") {
    std::vector<std::string> fields;
    for (const auto& [name, field] : inner.object()) fields.push_back(name);
    return "fields " + joined(fields, ", ");
  }
  const Value* length = type.find("length");
  return "a list of " + (length != nullptr ? length->json() + ": " : "") +
         type_text(type.at("list"));
}

Value typed_value(const Value& given, const Value& type, const Value& default_value) {
  if (type.is_text()) return typed_simple(given, type);
  if (const Value* inner = type.find("optional")) {
    return given.is_null() ? Value() : typed_value(given, *inner, default_value);
  }
  if (const Value* words = type.find("enum")) return typed_enum(given, *words, type);
  if (const Value* item = type.find("list")) return typed_list(given, *item, type);
  if (const Value* items = type.find("tuple")) return typed_tuple(given, items->list(), type);
  if (const Value* item = type.find("map")) return typed_map(given, *item, type);
  return typed_struct(given, type.at("struct").object(), type, default_value);
}

}  // namespace accel
