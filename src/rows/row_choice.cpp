// SPDX-License-Identifier: Apache-2.0
#include "rows/row_choice.h"

#include <accel/error.h>
#include <accel/expression.h>

#include "base/text.h"
#include "dataset/dataset.h"

#include <algorithm>
#include <charconv>
#include <random>
#include <set>

namespace accel {
namespace {

using Ranges = std::vector<RowRange>;

std::int64_t size_of(const RowRange& range) { return range.end - range.begin; }

int parse_slice(std::string_view text, std::size_t slices) {
  int slice = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), slice);
  if (error == std::errc::invalid_argument || end != text.data() + text.size() || text[0] == '-') {
    throw Error(quote(text) + " is not a slice number").set_hint("write slices like this: 0,2-3");
  }
  if (error != std::errc() || static_cast<std::size_t>(slice) >= slices) {
    throw Error("there is no slice " + std::string(text) + ": the dataset has " +
                counted(slices, "slice") + ", the first is 0");
  }
  return slice;
}

/// "0,2-3"
std::vector<int> parse_slices(const std::string& text, std::size_t slices) {
  std::vector<int> list;
  for (const std::string& part : split(text, ',')) {
    const auto dash = part.find('-', 1);
    const int first = parse_slice(part.substr(0, dash), slices);
    const int last = dash == std::string::npos ? first : parse_slice(part.substr(dash + 1), slices);
    if (last < first) throw Error("slices " + quote(part) + " go backwards");
    for (int slice = first; slice <= last; ++slice) {
      if (std::ranges::find(list, slice) != list.end()) {
        throw Error("slice " + std::to_string(slice) + " is named twice");
      }
      list.push_back(slice);
    }
  }
  return list;
}

Ranges rows_of(std::span<const std::uint64_t> rows, const std::vector<int>& slices) {
  Ranges ranges;
  for (const int slice : slices) {
    const auto count = static_cast<std::int64_t>(rows[static_cast<std::size_t>(slice)]);
    if (count > 0) ranges.push_back({slice, 0, count});
  }
  return ranges;
}

/// Without the first `skipped` rows, at most `most`.
Ranges part_of(const Ranges& all, std::uint64_t skipped, std::uint64_t most) {
  Ranges part;
  for (RowRange range : all) {
    const auto size = static_cast<std::uint64_t>(size_of(range));
    const std::uint64_t passed = std::min(skipped, size);
    const std::uint64_t taken = std::min(most, size - passed);
    skipped -= passed;
    most -= taken;
    range.begin += static_cast<std::int64_t>(passed);
    range.end = range.begin + static_cast<std::int64_t>(taken);
    if (taken > 0) part.push_back(range);
  }
  return part;
}

/// From 0 to `most`, each as likely. (The standard's distributions differ from library to library.)
std::uint64_t random_up_to(std::mt19937_64& random, std::uint64_t most) {
  if (most == UINT64_MAX) return random();
  const std::uint64_t count = most + 1;
  const std::uint64_t limit = UINT64_MAX - UINT64_MAX % count;
  for (;;) {
    const std::uint64_t number = random();
    if (number < limit) return number % count;
  }
}

/// `wanted` different numbers below `total`, each set as likely (Floyd's algorithm).
std::set<std::uint64_t> sample(std::uint64_t total, std::uint64_t wanted, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::set<std::uint64_t> chosen;
  for (std::uint64_t last = total - wanted; last < total; ++last) {
    if (!chosen.insert(random_up_to(random, last)).second) chosen.insert(last);
  }
  return chosen;
}

Ranges sample_of(const Ranges& all, std::uint64_t wanted, std::uint64_t seed) {
  const std::uint64_t total = count_rows(all);
  if (wanted >= total) return all;
  Ranges part;
  auto range = all.begin();
  std::uint64_t before = 0;  // rows before that range
  for (const std::uint64_t place : sample(total, wanted, seed)) {
    while (place - before >= static_cast<std::uint64_t>(size_of(*range))) {
      before += static_cast<std::uint64_t>(size_of(*range++));
    }
    const std::int64_t row = range->begin + static_cast<std::int64_t>(place - before);
    part.push_back({range->slice, row, row + 1});
  }
  return part;
}

Ranges in_slices(std::span<const std::uint64_t> rows, const RowChoice& choice) {
  if (rows.empty()) return {};
  const std::string every = "0-" + std::to_string(rows.size() - 1);
  return rows_of(rows, parse_slices(choice.slices.value_or(every), rows.size()));
}

Ranges matching(const Dataset& dataset, const Ranges& all, const Expression& where) {
  if (all.empty()) where.rows(dataset);  // which checks the expression
  Ranges part;
  for (const RowRange& range : all) {
    MatchingRows matches = where.rows(dataset, range.slice);
    for (std::int64_t row = range.begin; row < range.end; ++row) {
      if (!matches.contains(row)) continue;
      const bool is_next =
          !part.empty() && part.back().slice == range.slice && part.back().end == row;
      if (!is_next) part.push_back({range.slice, row, row});
      part.back().end = row + 1;
    }
  }
  return part;
}

Ranges choose_among(const Ranges& all, const RowChoice& choice) {
  if (choice.head) return part_of(all, 0, *choice.head);
  if (choice.tail) {
    const std::uint64_t total = count_rows(all);
    return part_of(all, total - std::min(total, *choice.tail), UINT64_MAX);
  }
  return choice.sample ? sample_of(all, *choice.sample, choice.seed) : all;
}

}  // namespace

std::vector<RowRange> choose_rows(std::span<const std::uint64_t> rows, const RowChoice& choice) {
  return choose_among(in_slices(rows, choice), choice);
}

std::vector<RowRange> choose_rows(const Dataset& dataset, const RowChoice& choice) {
  const Ranges all = in_slices(dataset.state()->manifest.rows, choice);
  if (!choice.where) return choose_among(all, choice);
  return choose_among(matching(dataset, all, Expression(*choice.where)), choice);
}

std::uint64_t count_rows(std::span<const RowRange> ranges) {
  std::uint64_t count = 0;
  for (const RowRange& range : ranges) count += static_cast<std::uint64_t>(size_of(range));
  return count;
}

}  // namespace accel
