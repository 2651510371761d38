// SPDX-License-Identifier: Apache-2.0
#include <accel/convert.h>
#include <accel/value.h>

#include "base/base64.h"
#include "base/json.h"
#include "base/text.h"

#include <cmath>
#include <optional>

template class std::vector<accel::Value>;

namespace accel {
namespace {

[[noreturn]] void throw_kind(const Value& value, const char* wanted) {
  throw Error(std::string("expected ") + wanted + ", got " + value.describe());
}

/// A text that is not UTF-8, as it is read from JSON: {"base64": "Y2Fm6Q=="}.
std::optional<std::string> find_packed_text(const Value& value) {
  if (!value.is_object() || value.object().size() != 1) return std::nullopt;
  const Value* packed = value.find("base64");
  if (packed == nullptr || !packed->is_text()) return std::nullopt;
  auto text = find_base64(packed->text());
  return text && !is_utf8(*text) ? text : std::nullopt;
}

}  // namespace

Value::Value() = default;
Value::Value(const Value& other) = default;
Value::Value(Value&& other) noexcept = default;
Value& Value::operator=(const Value& other) = default;
Value& Value::operator=(Value&& other) noexcept = default;
Value::~Value() = default;

Value::Value(std::string text) : data_(std::move(text)) {}
Value::Value(std::string_view text) : data_(std::string(text)) {}
Value::Value(List list) : data_(std::move(list)) {}
Value::Value(Object object) : data_(std::move(object)) {}
Value::Value(Reference reference) : data_(std::move(reference)) {}
Value::Value(Number number, Kind kind) {
  switch (kind) {
    case Kind::boolean: data_ = number.boolean; break;
    case Kind::whole: data_ = number.whole; break;
    case Kind::unsigned_whole: data_ = number.unsigned_whole; break;
    case Kind::real: data_ = number.real; break;
  }
}

bool operator==(const Value& a, const Value& b) { return a.data_ == b.data_; }

bool Value::boolean() const {
  if (!is_bool()) throw_kind(*this, "true or false");
  return std::get<bool>(data_);
}
std::int64_t Value::whole() const {
  if (const auto* n = std::get_if<std::int64_t>(&data_)) return *n;
  throw_kind(*this, "a whole number");
}
std::uint64_t Value::unsigned_whole() const {
  if (const auto* n = std::get_if<std::uint64_t>(&data_)) return *n;
  const std::int64_t n = whole();
  if (n < 0) throw_kind(*this, "a whole number that is not negative");
  return static_cast<std::uint64_t>(n);
}
bool Value::unsigned_whole_fits() const {
  const auto* n = std::get_if<std::int64_t>(&data_);
  return is_whole() && (n == nullptr || *n >= 0);
}
double Value::real() const {
  if (const auto* x = std::get_if<double>(&data_)) return *x;
  if (const auto* n = std::get_if<std::int64_t>(&data_)) return static_cast<double>(*n);
  if (const auto* n = std::get_if<std::uint64_t>(&data_)) return static_cast<double>(*n);
  throw_kind(*this, "a number");
}
const std::string& Value::text() const {
  if (!is_text()) throw_kind(*this, "text");
  return std::get<std::string>(data_);
}
const Value::List& Value::list() const {
  if (!is_list()) throw_kind(*this, "a list");
  return std::get<List>(data_);
}
const Value::Object& Value::object() const {
  if (!is_object()) throw_kind(*this, "an object");
  return std::get<Object>(data_);
}
const Reference& Value::reference() const {
  if (!is_reference()) throw_kind(*this, "a job or a dataset");
  return std::get<Reference>(data_);
}

const Value* Value::find(std::string_view name) const {
  const auto& members = object();
  const auto found = members.find(name);
  return found == members.end() ? nullptr : &found->second;
}
const Value& Value::at(std::string_view name) const {
  if (const Value* value = find(name)) return *value;
  throw Error("there is no " + quote(name) + " in " + json());
}

std::string Value::json() const { return json_line(json_from_value(*this)); }
Value Value::parse(std::string_view json) { return value_from_json(parse_json(json, "")); }

std::string Value::describe() const {
  if (is_null()) return "nothing";
  if (is_bool()) return boolean() ? "true" : "false";
  if (is_number()) return json();
  if (is_text()) return "text " + quote(text());
  if (is_list()) return "a list of " + std::to_string(list().size()) + ": " + json().substr(0, 60);
  if (is_reference()) {
    const Reference& r = reference();
    return r.dataset.empty() ? "job " + r.job : "dataset " + r.job + "/" + r.dataset;
  }
  return "an object: " + json().substr(0, 60);
}

namespace detail {

std::string text_from_value(const Value& value) {
  if (const auto text = find_packed_text(value)) return *text;
  return value.text();
}
Value any_from_value(const Value& value) {
  if (auto text = find_packed_text(value)) return std::move(*text);
  if (value.is_list()) {
    Value::List list;
    for (const Value& item : value.list()) list.push_back(any_from_value(item));
    return list;
  }
  if (!value.is_object()) return value;
  Value::Object object;
  for (const auto& [name, item] : value.object()) object.emplace(name, any_from_value(item));
  return object;
}
double real_from_value(const Value& value) {
  if (!value.is_text()) return value.real();
  if (value.text() == "NaN") return std::nan("");
  if (value.text() == "Infinity") return HUGE_VAL;
  if (value.text() == "-Infinity") return -HUGE_VAL;
  throw_kind(value, "a number");
}
void add_part(Error& error, std::string_view field) { error.add_subject("field " + quote(field)); }
void add_part(Error& error, std::size_t place) {
  error.add_subject("item " + std::to_string(place));
}
void throw_out_of_range(const Value& value, const char* type) {
  throw Error(value.describe() + " is out of the range of " + type);
}
void throw_unknown_name(const Value& value, const char* const* names, std::size_t count) {
  std::vector<std::string> known(names, names + count);
  throw Error("expected one of " + joined(known, ", ") + ", got " + value.describe() +
              (value.is_text() ? did_you_mean(value.text(), known) : ""));
}
void put(Value::Object& object, const char* name, Value value) {
  object.emplace(name, std::move(value));
}
Value type_of(const char* kind, Value of) { return Value::Object{{kind, std::move(of)}}; }
Value enum_type(const char* const* names, std::size_t count) {
  return type_of("enum", Value::List(names, names + count));
}

const Value::List& list_of(const Value& value, std::size_t size) {
  if (!value.is_list() || value.list().size() != size) {
    throw Error("expected a list of " + std::to_string(size) + ", got " + value.describe());
  }
  return value.list();
}

}  // namespace detail

Value Convert<Value>::type() { return "any"; }
Value Convert<bool>::type() { return "bool"; }
Value Convert<std::string>::type() { return "text"; }

Value Convert<Size>::to(Size s) { return Value::List{s.width, s.height}; }
Size Convert<Size>::from(const Value& v) {
  const auto& list = detail::list_of(v, 2);
  return {Convert<std::int32_t>::from(list[0]), Convert<std::int32_t>::from(list[1])};
}
Value Convert<Size>::type() { return "size"; }

Value Convert<Date>::to(Date d) { return d.to_string(); }
Date Convert<Date>::from(const Value& v) { return Date::parse(v.text()); }
Value Convert<Date>::type() { return "date"; }

Value Convert<DateTime>::to(DateTime d) { return d.to_string(); }
DateTime Convert<DateTime>::from(const Value& v) { return DateTime::parse(v.text()); }
Value Convert<DateTime>::type() { return "datetime"; }

}  // namespace accel
