// SPDX-License-Identifier: Apache-2.0
#include "image/exif_extract.h"

#include "image/numbers.h"

#include <algorithm>

namespace accel {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMostEntriesCopied = 256;  ///< of a directory: Exiv2 reads none with more
constexpr std::size_t kMostValueBytes = 1024;
constexpr std::size_t kMostExtractBytes = 60'000;
constexpr std::size_t kEntryBytes = 12;

enum ExtractedTag { kExifDirectory = 0x8769, kGpsDirectory = 0x8825, kMakerNote = 0x927c };

/// In bytes, of one value of that type; 0 of unknown types.
std::size_t value_width(std::uint32_t type) {
  constexpr std::uint8_t widths[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4};
  return type < std::size(widths) ? widths[type] : 0;
}

/// Copies directories to the end of a structure, and all that they copy stays small.
class ExifExtract {
 public:
  ExifExtract(Bytes tiff, Order order) : tiff_(tiff), order_(order) {
    made_.assign(tiff.begin(), tiff.begin() + 4);
    put(made_.size(), 4, 8);
  }

  std::vector<std::uint8_t> take() { return std::move(made_); }

  /// The directory at `at`, and those that it names if `has_parts`. It is empty if there is none.
  void copy_directory(std::size_t at, bool has_parts) {
    const std::size_t count = number(at, 2);
    std::vector<std::size_t> entries;
    for (std::size_t i = 0; i < count && count <= kMostEntriesCopied; ++i) {
      const std::size_t entry = at + 2 + i * kEntryBytes;
      if (is_copied(entry, has_parts)) entries.push_back(entry);
    }
    std::size_t to = made_.size() + 2;
    put(made_.size(), 2, static_cast<std::uint32_t>(entries.size()));
    made_.resize(to + entries.size() * kEntryBytes + 4);
    for (const std::size_t entry : entries) {
      copy_entry(entry, to);
      to += kEntryBytes;
    }
  }

 private:
  std::uint32_t number(std::size_t at, std::size_t width) const {
    return find_number(tiff_, at, width, order_).value_or(0);
  }

  /// Where the value of an entry is, as far as it is there.
  Bytes value_of(std::size_t entry) const {
    const std::size_t size = value_width(number(entry + 2, 2)) * number(entry + 4, 4);
    return part(tiff_, size > 4 ? number(entry + 8, 4) : entry + 8, size);
  }

  /// Takes it off what is left. Offsets in a maker's note would name other bytes in the copy.
  bool is_copied(std::size_t entry, bool has_parts) {
    const std::uint32_t tag = number(entry, 2);
    const bool is_part = tag == kExifDirectory || tag == kGpsDirectory;
    const std::size_t size = value_width(number(entry + 2, 2)) * number(entry + 4, 4);
    if (tag == kMakerNote || (is_part && !has_parts) || size == 0 || size > kMostValueBytes ||
        part(tiff_, entry, kEntryBytes).size() != kEntryBytes || value_of(entry).size() != size ||
        kEntryBytes + size > left_) {
      return false;
    }
    left_ -= kEntryBytes + size;
    return true;
  }

  void copy_entry(std::size_t entry, std::size_t to) {
    std::copy_n(tiff_.begin() + entry, kEntryBytes,
                made_.begin() + static_cast<std::ptrdiff_t>(to));
    const std::uint32_t tag = number(entry, 2);
    const Bytes value = value_of(entry);
    if (tag == kExifDirectory || tag == kGpsDirectory) {
      put_end(to + 8);
      copy_directory(number(entry + 8, 4), false);
    } else if (value.size() > 4) {
      put_end(to + 8);
      made_.insert(made_.end(), value.begin(), value.end());
    }
  }

  /// Where the copy ends.
  void put_end(std::size_t at) {
    made_.resize(made_.size() + made_.size() % 2);
    put(at, 4, static_cast<std::uint32_t>(made_.size()));
  }

  void put(std::size_t at, std::size_t width, std::uint32_t number) {
    if (made_.size() < at + width) made_.resize(at + width);
    for (std::size_t i = 0; i < width; ++i) {
      const std::size_t shift = 8 * (order_ == Order::big ? width - 1 - i : i);
      made_[at + i] = static_cast<std::uint8_t>(number >> shift);
    }
  }

  Bytes tiff_;
  Order order_;
  std::size_t left_ = kMostExtractBytes;
  std::vector<std::uint8_t> made_;
};

}  // namespace

std::vector<std::uint8_t> exif_extract(Bytes tiff) {
  const std::string_view mark = part(tiff, 0, 4).text();
  if (mark != "II*\0"sv && mark != "MM\0*"sv) return {};
  const Order order = mark[0] == 'M' ? Order::big : Order::little;
  const auto start = find_number(tiff, 4, 4, order);
  if (!start) return {};
  ExifExtract extract(tiff, order);
  extract.copy_directory(*start, true);
  return extract.take();
}

}  // namespace accel
