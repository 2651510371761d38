// SPDX-License-Identifier: Apache-2.0
#include "rows/histogram.h"

#include "base/check.h"
#include "column/column_visit.h"
#include "rows/byte_kind.h"
#include "rows/cells.h"
#include "rows/row_reader.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace accel {
namespace {

/// Calls `take(batch, row)` for each value that is there; returns how many are absent.
template <class Take>
std::uint64_t each_value(const Dataset& dataset, const ColumnSpec& column,
                         std::span<const RowRange> rows, Take&& take) {
  RowReader reader(dataset, {column});
  std::uint64_t absent = 0;
  each_row(reader, rows, [&] {
    if (reader.is_present(0)) {
      take(reader.batch(0), reader.index(0));
    } else {
      ++absent;
    }
  });
  return absent;
}

// A value as the numbers that it is, or is put in order by: int64, uint64 or double.

template <std::signed_integral T, class Take>
void each_number(T value, Take&& take) {
  take(std::int64_t{value});
}
template <std::unsigned_integral T, class Take>
void each_number(T value, Take&& take) {
  take(std::uint64_t{value});
}
template <std::floating_point T, class Take>
void each_number(T value, Take&& take) {
  take(static_cast<double>(value));
}
template <class Take>
void each_number(Date value, Take&& take) {
  take(std::int64_t{value.days});
}
template <class Take>
void each_number(DateTime value, Take&& take) {
  take(value.microseconds);
}
template <class Take>
void each_number(Bytes value, Take&& take) {
  take(std::uint64_t{value.size()});
}
template <class T, class Take>
void each_number(std::span<const T> list, Take&& take) {
  for (const T number : list) each_number(number, take);
}

/// A number of a column of T as a value to show.
template <class T, class Number>
Value value_of(Number number) {
  if constexpr (std::same_as<T, Date>) {
    return Date(static_cast<std::int32_t>(number)).to_string();
  } else if constexpr (std::same_as<T, DateTime>) {
    return DateTime(static_cast<std::int64_t>(number)).to_string();
  } else {
    return Value(number);
  }
}

template <class Number>
struct Extent {
  Number min = std::numeric_limits<Number>::max();
  Number max = std::numeric_limits<Number>::lowest();
  long double sum = 0;
  std::uint64_t count = 0;
  std::uint64_t infinite = 0;

  void add(Number number) {
    if constexpr (std::floating_point<Number>) {
      if (!std::isfinite(number)) {
        ++infinite;
        return;
      }
    }
    min = std::min(min, number);
    max = std::max(max, number);
    sum += static_cast<long double>(number);
    ++count;
  }
};

/// Bins of whole numbers: of a whole width, so that each has as many different ones.
template <std::integral Number>
class WholeBins {
 public:
  WholeBins(Number min, Number max, std::size_t most)
      : min_(min), max_(max), is_one_(most == 1), width_(range(max) / most + (is_one_ ? 0 : 1)) {
    counts_.resize(is_one_ ? 1 : static_cast<std::size_t>(range(max) / width_) + 1);
  }
  void add(Number number) { ++counts_[is_one_ ? 0 : range(number) / width_]; }
  std::size_t size() const { return counts_.size(); }
  std::uint64_t count(std::size_t i) const { return counts_[i]; }
  Number from(std::size_t i) const { return at(i * width_); }
  Number to(std::size_t i) const { return i + 1 == size() ? max_ : at((i + 1) * width_ - 1); }

 private:
  /// How far from the least; fits whatever the two are.
  std::uint64_t range(Number number) const {
    return static_cast<std::uint64_t>(number) - static_cast<std::uint64_t>(min_);
  }
  Number at(std::uint64_t distance) const {
    return static_cast<Number>(static_cast<std::uint64_t>(min_) + distance);
  }

  Number min_, max_;
  bool is_one_;
  std::uint64_t width_;
  std::vector<std::uint64_t> counts_;
};

/// Bins of real numbers. (In long double: the range of all doubles does not fit in a double.)
class RealBins {
 public:
  RealBins(double min, double max, std::size_t most)
      : min_(min), max_(max), counts_(max > min ? most : 1) {
    width_ = (static_cast<long double>(max) - min) / static_cast<long double>(counts_.size());
  }
  void add(double number) {
    const long double place = width_ > 0 ? (static_cast<long double>(number) - min_) / width_ : 0;
    ++counts_[std::min(static_cast<std::size_t>(place), counts_.size() - 1)];
  }
  std::size_t size() const { return counts_.size(); }
  std::uint64_t count(std::size_t i) const { return counts_[i]; }
  double from(std::size_t i) const {
    return static_cast<double>(min_ + width_ * static_cast<long double>(i));
  }
  double to(std::size_t i) const { return i + 1 == size() ? max_ : from(i + 1); }

 private:
  double min_, max_;
  std::vector<std::uint64_t> counts_;
  long double width_ = 0;
};

template <class Number>
struct BinsOf {
  using type = WholeBins<Number>;
};
template <>
struct BinsOf<double> {
  using type = RealBins;
};

template <class T, class Number, class Bins>
void describe(Histogram& histogram, const Extent<Number>& extent, const Bins& bins) {
  histogram.min = value_of<T>(extent.min);
  histogram.max = value_of<T>(extent.max);
  const long double mean = extent.sum / static_cast<long double>(extent.count);
  if constexpr (std::same_as<T, Date> || std::same_as<T, DateTime>) {
    histogram.mean = value_of<T>(static_cast<std::int64_t>(std::floor(mean)));
  } else {
    histogram.mean = static_cast<double>(mean);
  }
  for (std::size_t i = 0; i < bins.size(); ++i) {
    histogram.bins.push_back({value_of<T>(bins.from(i)), value_of<T>(bins.to(i)), bins.count(i)});
  }
}

template <class T>
struct NumberOf {
  using type =
      std::conditional_t<std::is_floating_point_v<T>, double,
                         std::conditional_t<std::is_unsigned_v<T> || std::same_as<T, Bytes>,
                                            std::uint64_t, std::int64_t>>;
};
template <class T>
struct NumberOf<std::span<const T>> : NumberOf<T> {};

template <class T>
Histogram histogram_of(const Dataset& dataset, const ColumnSpec& column,
                       std::span<const RowRange> rows, std::size_t most) {
  using Number = typename NumberOf<T>::type;
  const auto each = [&](auto&& take) {
    return each_value(dataset, column, rows, [&](const detail::Batch& batch, std::int64_t row) {
      each_number(detail::Read<T>::get(batch, row), take);
    });
  };
  Extent<Number> extent;
  Histogram histogram;
  histogram.absent = each([&](Number number) { extent.add(number); });
  histogram.values = extent.count;
  histogram.infinite = extent.infinite;
  if (extent.count == 0) return histogram;
  typename BinsOf<Number>::type bins(extent.min, extent.max, most);
  each([&](Number number) {
    if constexpr (std::floating_point<Number>) {
      if (!std::isfinite(number)) return;
    }
    bins.add(number);
  });
  describe<T>(histogram, extent, bins);
  return histogram;
}

}  // namespace

Histogram make_histogram(const Dataset& dataset, const ColumnSpec& column,
                         std::span<const RowRange> rows, std::size_t bins) {
  ACCEL_CHECK(bins > 0);
  return with_column_type(column, [&](auto type) -> Histogram {
    using T = typename decltype(type)::type;
    if constexpr (std::same_as<T, std::string_view> || std::same_as<T, Json> ||
                  std::same_as<T, bool>) {
      ACCEL_CHECK(false);
      return {};
    } else {
      return histogram_of<T>(dataset, column, rows, bins);
    }
  });
}

void TextCounts::add(std::string_view text) {
  if (const auto found = counts_.find(text); found != counts_.end()) {
    ++found->second;
    return;
  }
  counts_.emplace(text, 1);
  bytes_ += text.size();
  while (counts_.size() > most_texts_ || bytes_ > most_bytes_) make_room();
}

void TextCounts::make_room() {
  std::uint64_t least = UINT64_MAX;
  for (const auto& [text, count] : counts_) least = std::min(least, count);
  missed_ += least;
  for (auto entry = counts_.begin(); entry != counts_.end();) {
    entry->second -= least;
    if (entry->second > 0) {
      ++entry;
      continue;
    }
    bytes_ -= entry->first.size();
    entry = counts_.erase(entry);
  }
}

std::vector<std::pair<std::string, std::uint64_t>> TextCounts::top(std::size_t most) const {
  std::vector<std::pair<std::string, std::uint64_t>> all(counts_.begin(), counts_.end());
  const auto end = all.begin() + static_cast<std::ptrdiff_t>(std::min(most, all.size()));
  std::partial_sort(all.begin(), end, all.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  all.erase(end, all.end());
  return all;
}

TextSpread count_texts(const Dataset& dataset, const ColumnSpec& column,
                       std::span<const RowRange> rows) {
  TextSpread spread;
  const AppendCell append = plain_cell(column);
  std::string cell;
  spread.absent =
      each_value(dataset, column, rows, [&](const detail::Batch& batch, std::int64_t row) {
        cell.clear();
        append(batch, row, cell);
        spread.counts.add(cell);
        ++spread.values;
      });
  return spread;
}

std::map<std::string, KindSizes, std::less<>> count_kinds(const Dataset& dataset,
                                                          const ColumnSpec& column,
                                                          std::span<const RowRange> rows) {
  std::map<std::string, KindSizes, std::less<>> kinds;
  each_value(dataset, column, rows, [&](const detail::Batch& batch, std::int64_t row) {
    const Bytes bytes = detail::Read<Bytes>::get(batch, row);
    const ByteKind* kind = find_byte_kind(bytes);
    KindSizes& sizes = kinds[kind != nullptr ? std::string(kind->name) : ""];
    ++sizes.count;
    sizes.bytes += bytes.size();
    sizes.smallest = std::min<std::uint64_t>(sizes.smallest, bytes.size());
    sizes.largest = std::max<std::uint64_t>(sizes.largest, bytes.size());
  });
  return kinds;
}

}  // namespace accel
