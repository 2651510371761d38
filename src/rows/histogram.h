// SPDX-License-Identifier: Apache-2.0
// The distribution of a column's values: numbers, dates and times (and the sizes of bytes) in bins
// of equal width; texts by how often each occurs. Memory is bounded, whatever the column holds.
#pragma once

#include <accel/dataset.h>

#include "rows/row_choice.h"

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace accel {

struct Histogram {
  struct Bin {
    Value from, to;  ///< `to` is in it, but for real numbers, where only the last bin's is
    std::uint64_t count = 0;
  };
  std::uint64_t values = 0;  ///< those that are in the bins
  std::uint64_t absent = 0;
  std::uint64_t infinite = 0;  ///< and NaN: not in any bin
  Value min, max, mean;        ///< null when there are no values; dates and times as texts
  std::vector<Bin> bins;
};

/// Counts numbers, dates and times; the sizes of bytes; all the numbers in lists. Makes two passes
/// over the column. At most `bins` bins, at least one; for whole numbers and days their width is
/// whole.
Histogram make_histogram(const Dataset& dataset, const ColumnSpec& column,
                         std::span<const RowRange> rows, std::size_t bins);

/// Counts texts in bounded memory (Misra and Gries): if there are too many different ones, all
/// counts are lowered alike and those at 0 dropped, so that frequent texts stay.
class TextCounts {
 public:
  static constexpr std::size_t kTexts = 100'000;
  static constexpr std::size_t kBytes = std::size_t{64} << 20;
  explicit TextCounts(std::size_t texts = kTexts, std::size_t bytes = kBytes)
      : most_texts_(texts), most_bytes_(bytes) {}

  void add(std::string_view text);
  /// A text occurs as often as its count says, or up to this many times more. 0: counts are exact.
  std::uint64_t missed() const { return missed_; }
  std::size_t size() const { return counts_.size(); }
  /// The most frequent first; equally frequent ones in the order of their bytes.
  std::vector<std::pair<std::string, std::uint64_t>> top(std::size_t most) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  void make_room();

  std::size_t most_texts_, most_bytes_;
  std::size_t bytes_ = 0;
  std::uint64_t missed_ = 0;
  std::unordered_map<std::string, std::uint64_t, Hash, std::equal_to<>> counts_;
};

struct TextSpread {
  std::uint64_t values = 0;
  std::uint64_t absent = 0;
  TextCounts counts;
};
/// Counts values of text, json and bool.
TextSpread count_texts(const Dataset& dataset, const ColumnSpec& column,
                       std::span<const RowRange> rows);

struct KindSizes {
  std::uint64_t count = 0;
  std::uint64_t bytes = 0;
  std::uint64_t smallest = UINT64_MAX;
  std::uint64_t largest = 0;
};
/// The sizes of bytes, by kind; "" for values of no known kind.
std::map<std::string, KindSizes, std::less<>> count_kinds(const Dataset& dataset,
                                                          const ColumnSpec& column,
                                                          std::span<const RowRange> rows);

}  // namespace accel
