// SPDX-License-Identifier: Apache-2.0
// How C++ types are converted to values and back: options, states between phases, results. Numbers,
// texts, vectors, arrays, maps, pairs, tuples, optionals, enumerations named with ACCEL_ENUM and
// structs that list their fields with ACCEL_FIELDS. Add a type by specialising accel::Convert.
#pragma once

#include <accel/error.h>
#include <accel/types.h>
#include <accel/value.h>

#include <array>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace accel {

/// `to` makes a value, `from` reads one back (throws Error when it does not fit), and `type` says
/// which values fit, in the small language of src/FORMATS.md ("option types").
template <class T>
struct Convert;

template <class T>
concept Convertible = requires(const T& object, const Value& value) {
  { Convert<T>::to(object) } -> std::same_as<Value>;
  { Convert<T>::from(value) } -> std::same_as<T>;
  { Convert<T>::type() } -> std::same_as<Value>;
};

template <Convertible T>
Value to_value(const T& object) {
  return Convert<T>::to(object);
}
template <Convertible T>
T from_value(const Value& value) {
  return Convert<T>::from(value);
}

namespace detail {
/// Texts that are not UTF-8 are {"base64": ...} in JSON; these also read that.
ACCEL_EXPORT Value any_from_value(const Value& value);
ACCEL_EXPORT std::string text_from_value(const Value& value);
ACCEL_EXPORT double real_from_value(const Value& value);
/// The part of a value that an error is about: a field, or a place in a list, from 0.
ACCEL_EXPORT void add_part(Error& error, std::string_view field);
ACCEL_EXPORT void add_part(Error& error, std::size_t place);
/// from_value of a part; an error names the part.
template <class T, class Part>
T from_part(const Value& value, const Part& part) {
  try {
    return Convert<T>::from(value);
  } catch (Error& error) {
    add_part(error, part);
    throw;
  }
}

[[noreturn]] ACCEL_EXPORT void throw_out_of_range(const Value& value, const char* type);
[[noreturn]] ACCEL_EXPORT void throw_unknown_name(const Value& value, const char* const* names,
                                                  std::size_t count);
ACCEL_EXPORT const Value::List& list_of(const Value& value, std::size_t size);
ACCEL_EXPORT void put(Value::Object& object, const char* name, Value value);
ACCEL_EXPORT Value type_of(const char* kind, Value of);  // {"list": of}
ACCEL_EXPORT Value enum_type(const char* const* names, std::size_t count);

template <class T>
constexpr const char* whole_number_name() {
  constexpr const char* names[2][4] = {{"uint8", "uint16", "uint32", "uint64"},
                                       {"int8", "int16", "int32", "int64"}};
  constexpr int width = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : sizeof(T) == 4 ? 2 : 3;
  return names[std::is_signed_v<T>][width];
}

struct AnyVisit {
  template <class Field>
  void operator()(const char*, Field&) const {}
};

template <class T>
concept NamedEnum = std::is_enum_v<T> && requires {
  accel_enum_names(T{});
};
template <class T>
concept ListsFields = std::is_class_v<T> && requires(T& object) {
  accel_fields(object, AnyVisit{});
};
}  // namespace detail

template <>
struct ACCEL_EXPORT Convert<Value> {
  static Value to(const Value& v) { return v; }
  static Value from(const Value& v) { return detail::any_from_value(v); }
  static Value type();
};
template <>
struct ACCEL_EXPORT Convert<bool> {
  static Value to(bool b) { return b; }
  static bool from(const Value& v) { return v.boolean(); }
  static Value type();
};
template <detail::WholeNumber T>
struct Convert<T> {
  static Value to(T n) { return n; }
  static T from(const Value& v) {
    if constexpr (std::is_signed_v<T>) {
      const std::int64_t n = v.whole();
      if (!std::in_range<T>(n)) detail::throw_out_of_range(v, detail::whole_number_name<T>());
      return static_cast<T>(n);
    } else {
      const std::uint64_t n = v.unsigned_whole();
      if (!std::in_range<T>(n)) detail::throw_out_of_range(v, detail::whole_number_name<T>());
      return static_cast<T>(n);
    }
  }
  static Value type() { return detail::whole_number_name<T>(); }
};
template <std::floating_point T>
struct Convert<T> {
  static Value to(T x) { return x; }
  static T from(const Value& v) { return static_cast<T>(detail::real_from_value(v)); }
  static Value type() { return sizeof(T) == 4 ? "float32" : "float64"; }
};
template <>
struct ACCEL_EXPORT Convert<std::string> {
  static Value to(const std::string& s) { return s; }
  static std::string from(const Value& v) { return detail::text_from_value(v); }
  static Value type();
};
template <>
struct ACCEL_EXPORT Convert<Size> {
  static Value to(Size s);
  static Size from(const Value& v);
  static Value type();
};
template <>
struct ACCEL_EXPORT Convert<Date> {
  static Value to(Date d);
  static Date from(const Value& v);
  static Value type();
};
template <>
struct ACCEL_EXPORT Convert<DateTime> {
  static Value to(DateTime d);
  static DateTime from(const Value& v);
  static Value type();
};
template <Convertible T>
struct Convert<std::optional<T>> {
  static Value to(const std::optional<T>& o) { return o ? to_value(*o) : Value(); }
  static std::optional<T> from(const Value& v) {
    if (v.is_null()) return std::nullopt;
    return from_value<T>(v);
  }
  static Value type() { return detail::type_of("optional", Convert<T>::type()); }
};
template <Convertible T>
struct Convert<std::vector<T>> {
  static Value to(const std::vector<T>& items) {
    Value::List list;
    list.reserve(items.size());
    for (const T& item : items) list.push_back(to_value(item));
    return list;
  }
  static std::vector<T> from(const Value& v) {
    std::vector<T> items;
    items.reserve(v.list().size());
    for (const Value& item : v.list()) items.push_back(detail::from_part<T>(item, items.size()));
    return items;
  }
  static Value type() { return detail::type_of("list", Convert<T>::type()); }
};
template <Convertible T, std::size_t N>
struct Convert<std::array<T, N>> {
  static Value to(const std::array<T, N>& items) {
    Value::List list;
    for (const T& item : items) list.push_back(to_value(item));
    return list;
  }
  static std::array<T, N> from(const Value& v) {
    const auto& list = detail::list_of(v, N);
    std::array<T, N> items;
    for (std::size_t i = 0; i < N; ++i) items[i] = detail::from_part<T>(list[i], i);
    return items;
  }
  static Value type() { return Value::Object{{"list", Convert<T>::type()}, {"length", N}}; }
};
/// Maps with text keys are JSON objects; others are lists of [key, value].
template <class K, Convertible T>
struct Convert<std::map<K, T>> {
  static constexpr bool is_object = std::same_as<K, std::string>;
  static Value to(const std::map<K, T>& map) {
    if constexpr (is_object) {
      Value::Object object;
      for (const auto& [key, item] : map) object.emplace(key, to_value(item));
      return object;
    } else {
      Value::List list;
      for (const auto& [key, item] : map)
        list.push_back(Value::List{to_value(key), to_value(item)});
      return list;
    }
  }
  static std::map<K, T> from(const Value& v) {
    std::map<K, T> map;
    if constexpr (is_object) {
      for (const auto& [key, item] : v.object()) {
        map.emplace(key, detail::from_part<T>(item, std::string_view(key)));
      }
    } else {
      for (const Value& pair : v.list()) {
        const auto& list = detail::list_of(pair, 2);
        map.emplace(detail::from_part<K>(list[0], map.size()),
                    detail::from_part<T>(list[1], map.size()));
      }
    }
    return map;
  }
  static Value type() {
    if constexpr (is_object) return detail::type_of("map", Convert<T>::type());
    return Value::Object{{"keys", "unique"}, {"list", Convert<std::tuple<K, T>>::type()}};
  }
};
template <Convertible... T>
struct Convert<std::tuple<T...>> {
  static Value to(const std::tuple<T...>& tuple) {
    return std::apply([](const T&... item) { return Value(Value::List{to_value(item)...}); },
                      tuple);
  }
  static std::tuple<T...> from(const Value& v) {
    return from(detail::list_of(v, sizeof...(T)), std::index_sequence_for<T...>());
  }
  static Value type() { return detail::type_of("tuple", Value::List{Convert<T>::type()...}); }

 private:
  template <std::size_t... I>
  static std::tuple<T...> from(const Value::List& list, std::index_sequence<I...>) {
    return {detail::from_part<T>(list[I], I)...};
  }
};
template <Convertible A, Convertible B>
struct Convert<std::pair<A, B>> {
  static Value to(const std::pair<A, B>& p) {
    return Value::List{to_value(p.first), to_value(p.second)};
  }
  static std::pair<A, B> from(const Value& v) {
    const auto& list = detail::list_of(v, 2);
    return {detail::from_part<A>(list[0], std::size_t{0}),
            detail::from_part<B>(list[1], std::size_t{1})};
  }
  static Value type() { return Convert<std::tuple<A, B>>::type(); }
};
template <detail::NamedEnum T>
struct Convert<T> {
  static Value to(T e) {
    for (const auto& [value, name] : accel_enum_names(T{})) {
      if (value == e) return name;
    }
    return static_cast<std::int64_t>(e);
  }
  static T from(const Value& v) {
    for (const auto& [value, name] : accel_enum_names(T{})) {
      if (v.is_text() && v.text() == name) return value;
    }
    const auto all = names();
    detail::throw_unknown_name(v, all.data(), all.size());
  }
  static Value type() {
    const auto all = names();
    return detail::enum_type(all.data(), all.size());
  }

 private:
  static auto names() {
    constexpr auto pairs = accel_enum_names(T{});
    std::array<const char*, pairs.size()> names{};
    for (std::size_t i = 0; i < pairs.size(); ++i) names[i] = pairs[i].second;
    return names;
  }
};
template <detail::ListsFields T>
struct Convert<T> {
  static Value to(const T& object) {
    Value::Object fields;
    accel_fields(const_cast<T&>(object), [&](const char* name, auto& field) {
      detail::put(fields, name, to_value(field));
    });
    return fields;
  }
  static T from(const Value& v) {
    T object{};
    accel_fields(object, [&](const char* name, auto& field) {
      if (const Value* value = v.find(name)) {
        using Field = std::remove_reference_t<decltype(field)>;
        field = detail::from_part<Field>(*value, std::string_view(name));
      }
    });
    return object;
  }
  static Value type() {
    T object{};
    Value::Object fields;
    accel_fields(object, [&](const char* name, auto& field) {
      detail::put(fields, name, Convert<std::remove_reference_t<decltype(field)>>::type());
    });
    return detail::type_of("struct", std::move(fields));
  }
};

}  // namespace accel

#define ACCEL_PARENS ()
#define ACCEL_EXPAND(...) ACCEL_EXPAND3(ACCEL_EXPAND3(ACCEL_EXPAND3(__VA_ARGS__)))
#define ACCEL_EXPAND3(...) ACCEL_EXPAND2(ACCEL_EXPAND2(ACCEL_EXPAND2(__VA_ARGS__)))
#define ACCEL_EXPAND2(...) ACCEL_EXPAND1(ACCEL_EXPAND1(ACCEL_EXPAND1(__VA_ARGS__)))
#define ACCEL_EXPAND1(...) __VA_ARGS__
#define ACCEL_EACH(macro, type, ...) \
  __VA_OPT__(ACCEL_EXPAND(ACCEL_EACH_STEP(macro, type, __VA_ARGS__)))
#define ACCEL_EACH_STEP(macro, type, first, ...) \
  macro(type, first) __VA_OPT__(ACCEL_EACH_AGAIN ACCEL_PARENS(macro, type, __VA_ARGS__))
#define ACCEL_EACH_AGAIN() ACCEL_EACH_STEP
#define ACCEL_ENUM_ENTRY(type, name) std::pair<type, const char*>(type::name, #name),
#define ACCEL_FIELD_VISIT(type, name) visit(#name, object.name);

/// Names the words of an enumeration, beside its definition and in its namespace:
///   enum class Mode { fast, good };
///   ACCEL_ENUM(Mode, fast, good)
#define ACCEL_ENUM(type, ...)                               \
  constexpr auto accel_enum_names(type) {                   \
    return std::to_array<std::pair<type, const char*>>(     \
        {ACCEL_EACH(ACCEL_ENUM_ENTRY, type, __VA_ARGS__)}); \
  }

/// Lists the fields of a struct, beside its definition and in its namespace:
///   struct Stats { std::int64_t count = 0; double mean = 0; };
///   ACCEL_FIELDS(Stats, count, mean)
#define ACCEL_FIELDS(type, ...)                      \
  template <class Visit>                             \
  void accel_fields(type& object, Visit&& visit) {   \
    ACCEL_EACH(ACCEL_FIELD_VISIT, type, __VA_ARGS__) \
  }
