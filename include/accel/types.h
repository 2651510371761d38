// SPDX-License-Identifier: Apache-2.0
// The plain types that options, columns and images share. Views own nothing; the function that
// returns one says how long it is valid.
#pragma once

#include <accel/export.h>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace accel {

/// Owned bytes: move-only, freed by the library that allocated them, so that a codec's output is
/// passed on without a copy.
class ACCEL_EXPORT Buffer {
 public:
  Buffer() = default;
  /// `size` bytes, not initialised.
  explicit Buffer(std::size_t size);
  Buffer(Buffer&& other) noexcept { swap(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Buffer() {
    if (release_) release_(data_);
  }
  /// Takes over `data`; `release(data)` frees it.
  Buffer(void* data, std::size_t size, void (*release)(void*));
  /// A copy of `text`.
  static Buffer copy_of(std::string_view text);

  std::uint8_t* data() { return data_; }
  const std::uint8_t* data() const { return data_; }
  std::size_t size() const { return size_; }
  /// Drops all bytes from `size` on; `size` must not be larger than size().
  void shrink(std::size_t size) { size_ = size < size_ ? size : size_; }

 private:
  void swap(Buffer& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(release_, other.release_);
  }
  std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
  void (*release_)(void*) = nullptr;
};

/// A view of bytes that it does not own. Read from a column, it points into the mapped file and is
/// valid as long as the Dataset it came from.
class Bytes {
 public:
  Bytes() = default;
  Bytes(const void* data, std::size_t size)
      : data_(static_cast<const std::uint8_t*>(data)), size_(size) {}
  Bytes(const Buffer& buffer) : Bytes(buffer.data(), buffer.size()) {}
  Bytes(const std::vector<std::uint8_t>& bytes) : Bytes(bytes.data(), bytes.size()) {}
  explicit Bytes(std::string_view text) : Bytes(text.data(), text.size()) {}

  const std::uint8_t* data() const { return data_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const std::uint8_t* begin() const { return data_; }
  const std::uint8_t* end() const { return data_ + size_; }
  std::uint8_t operator[](std::size_t i) const { return data_[i]; }
  std::string_view text() const { return {reinterpret_cast<const char*>(data_), size_}; }
  friend bool operator==(Bytes a, Bytes b) { return a.text() == b.text(); }

 private:
  const std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Width and height in pixels. As an option and in JSON: `[width, height]`.
struct Size {
  std::int32_t width = 0;
  std::int32_t height = 0;
  friend auto operator<=>(const Size&, const Size&) = default;
};

/// A part of a picture, in pixels from its left and upper sides.
struct Rect {
  std::int32_t x = 0;
  std::int32_t y = 0;
  std::int32_t width = 0;
  std::int32_t height = 0;
  friend auto operator<=>(const Rect&, const Rect&) = default;
};

/// A day in the proleptic Gregorian calendar, counted from 1970-01-01. In JSON: "2024-02-29".
struct ACCEL_EXPORT Date {
  std::int32_t days = 0;
  Date() = default;
  explicit constexpr Date(std::int32_t days_since_1970) : days(days_since_1970) {}
  /// Throws Error if the day does not exist.
  Date(int year, int month, int day);
  /// Parses YYYY-MM-DD; throws Error.
  static Date parse(std::string_view text);
  std::string to_string() const;
  friend auto operator<=>(const Date&, const Date&) = default;
};

/// A date and a time of day, in microseconds from 1970-01-01 00:00:00, without a time zone. In
/// JSON: "2024-02-29T12:34:56.789000".
struct ACCEL_EXPORT DateTime {
  std::int64_t microseconds = 0;
  DateTime() = default;
  explicit constexpr DateTime(std::int64_t us_since_1970) : microseconds(us_since_1970) {}
  DateTime(Date date, int hour, int minute, int second, int microsecond = 0);
  /// Parses YYYY-MM-DD[T| ]HH:MM[:SS[.ffffff]]; throws Error.
  static DateTime parse(std::string_view text);
  std::string to_string() const;
  friend auto operator<=>(const DateTime&, const DateTime&) = default;
};

}  // namespace accel
