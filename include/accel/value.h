// SPDX-License-Identifier: Apache-2.0
// A value that can be stored: options, states and results are values. Its kinds are those of JSON,
// with whole numbers kept apart from real ones, and references to jobs and datasets.
#pragma once

#include <accel/export.h>

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace accel {

class Value;

/// A job, or one of its datasets, as a value. In JSON: "dev-4" or "dev-4/default".
struct Reference {
  std::string job;
  std::string dataset;  ///< empty: the job itself
  friend auto operator<=>(const Reference&, const Reference&) = default;
};

namespace detail {
template <class T>
concept WholeNumber = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> &&
                      !std::same_as<T, wchar_t> && !std::same_as<T, char8_t> &&
                      !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;
}  // namespace detail

/// See above. Unsigned numbers are kept as `std::int64_t` where they fit, so that 5 and 5u are the
/// same value.
class ACCEL_EXPORT Value {
 public:
  using List = std::vector<Value>;
  using Object = std::map<std::string, Value, std::less<>>;

  // All uses of the variant are in the library: instantiated in each script, they would take a
  // third of the time from edit to run.
  Value();
  Value(const Value& other);
  Value(Value&& other) noexcept;
  Value& operator=(const Value& other);
  Value& operator=(Value&& other) noexcept;
  ~Value();

  Value(std::nullptr_t) : Value() {}
  template <std::same_as<bool> B>
  Value(B value) : Value(Number{.boolean = value}, Kind::boolean) {}
  template <detail::WholeNumber T>
  Value(T value)
      : Value(std::in_range<std::int64_t>(value)
                  ? Value(Number{.whole = static_cast<std::int64_t>(value)}, Kind::whole)
                  : Value(Number{.unsigned_whole = static_cast<std::uint64_t>(value)},
                          Kind::unsigned_whole)) {}
  template <std::floating_point T>
  Value(T value) : Value(Number{.real = static_cast<double>(value)}, Kind::real) {}
  Value(const char* text) : Value(std::string_view(text)) {}
  Value(std::string text);
  Value(std::string_view text);
  Value(List list);
  Value(Object object);
  Value(Reference reference);

  bool is_null() const { return data_.index() == 0; }
  bool is_bool() const { return data_.index() == 1; }
  bool is_whole() const { return data_.index() == 2 || data_.index() == 3; }
  bool is_real() const { return data_.index() == 4; }
  bool is_number() const { return is_whole() || is_real(); }
  bool is_text() const { return data_.index() == 5; }
  bool is_list() const { return data_.index() == 6; }
  bool is_object() const { return data_.index() == 7; }
  bool is_reference() const { return data_.index() == 8; }

  /// Each throws Error if the value is of another kind, or out of range.
  bool boolean() const;
  std::int64_t whole() const;
  std::uint64_t unsigned_whole() const;
  /// A whole number that is not negative.
  bool unsigned_whole_fits() const;
  double real() const;  ///< any number
  const std::string& text() const;
  const List& list() const;
  const Object& object() const;
  const Reference& reference() const;

  /// The member `name` of an object; throws Error when there is none.
  const Value& at(std::string_view name) const;
  /// The member `name` of an object, or null.
  const Value* find(std::string_view name) const;

  /// One line of JSON, object members in the order of their names. Real numbers are written with
  /// the fewest digits that read back the same; NaN and infinities as the texts "NaN", "Infinity";
  /// a text that is not UTF-8 as {"base64": "Y2Fm6Q=="}. Throws Error if such a text is a name.
  std::string json() const;
  /// Parses JSON text; throws Error, with the place, when it is not valid.
  static Value parse(std::string_view json);
  /// The kind of this value, for error messages: "text", "a whole number", "a list of 2" ...
  std::string describe() const;

  friend ACCEL_EXPORT bool operator==(const Value& a, const Value& b);

 private:
  enum class Kind : std::uint8_t { boolean, whole, unsigned_whole, real };
  union Number {
    bool boolean;
    std::int64_t whole;
    std::uint64_t unsigned_whole;
    double real;
  };
  Value(Number number, Kind kind);

  std::variant<std::nullptr_t, bool, std::int64_t, std::uint64_t, double, std::string, List, Object,
               Reference>
      data_ = nullptr;
};

}  // namespace accel

extern template class std::vector<accel::Value>;
