// SPDX-License-Identifier: Apache-2.0
// near_duplicates: pairs of rows whose hashes differ in few bits, and rows whose hashes are equal.
#include <accel/method.h>

#include <thread>

#include "near_pairs.h"

struct HashedRow {
  std::uint64_t hash = 0;
  std::int64_t row = 0;
  friend auto operator<=>(const HashedRow&, const HashedRow&) = default;
};

/// Rows with the same hash, the first row first.
using EqualRows = std::span<const HashedRow>;

struct NearDuplicatesOutputs {
  accel::Writer pairs, equal;
  bool has_names = false;
};
ACCEL_FIELDS(NearDuplicatesOutputs, pairs, equal, has_names)

struct NearDuplicates : accel::CagedMethod {
  using Outputs = NearDuplicatesOutputs;
  std::string column = option("column", "dhash", "the uint64 column with the hashes");
  int within = option("within", 4, "in how many bits the hashes of a pair may differ, 0 to 16");
  std::int64_t max_pairs = option("max_pairs", 1'000'000, "more pairs are an error");
  accel::Dataset source = dataset("source");

  Outputs prepare() {
    if (within < 0 || within > 16) throw accel::Error("within must be from 0 to 16");
    if (max_pairs < 0) throw accel::Error("max_pairs must not be negative");
    std::vector<accel::ColumnSpec> pair = {accel::int64("row_a"), accel::int64("row_b"),
                                           accel::int32("distance")};
    std::vector<accel::ColumnSpec> equal = {accel::int64("group"), accel::int64("row")};
    const bool has_names = source.has_column("filename");
    if (has_names) {
      pair.push_back(accel::text("filename_a"));
      pair.push_back(accel::text("filename_b"));
      equal.push_back(accel::text("filename"));
    }
    return {writer(pair), writer(equal).named("equal"), has_names};
  }

  std::map<std::string, std::int64_t> synthesis(const Outputs& outputs) {
    const std::vector<HashedRow> rows = hashed_rows();
    std::vector<EqualRows> groups = groups_of(rows);
    const std::vector<Pair> pairs = pairs_of(groups);
    std::erase_if(groups, [](EqualRows group) { return group.size() == 1; });
    std::ranges::sort(groups, {}, [](EqualRows group) { return group[0].row; });
    const std::int64_t equal_rows = write(outputs, pairs, groups);
    return {{"rows", source.row_count()},
            {"hashed_rows", size(rows)},
            {"pairs", size(pairs)},
            {"equal_groups", size(groups)},
            {"equal_rows", equal_rows}};
  }

 private:
  /// The first rows of two groups.
  struct Pair {
    std::int64_t a = 0, b = 0;  ///< a < b
    int distance = 0;
    friend auto operator<=>(const Pair&, const Pair&) = default;
  };

  template <class T>
  static std::int64_t size(const std::vector<T>& items) {
    return static_cast<std::int64_t>(items.size());
  }

  /// By hash, then by row; absent hashes are left out.
  std::vector<HashedRow> hashed_rows() const {
    std::vector<HashedRow> hashed;
    auto rows = source.rows(accel::uint64(column)).present();
    for (const std::uint64_t hash : rows) hashed.push_back({hash, rows.row()});
    std::ranges::sort(hashed);
    return hashed;
  }

  static std::vector<EqualRows> groups_of(const std::vector<HashedRow>& rows) {
    std::vector<EqualRows> groups;
    for (auto begin = rows.begin(); begin != rows.end();) {
      const auto end =
          std::find_if(begin, rows.end(), [&](const auto& row) { return row.hash != begin->hash; });
      groups.emplace_back(begin, end);
      begin = end;
    }
    return groups;
  }

  std::vector<Pair> pairs_of(const std::vector<EqualRows>& groups) const {
    std::vector<std::uint64_t> hashes;
    hashes.reserve(groups.size());
    for (const EqualRows group : groups) hashes.push_back(group[0].hash);
    const auto found = near_pairs::find(hashes, within, static_cast<std::size_t>(max_pairs),
                                        std::max(1U, std::thread::hardware_concurrency()));
    if (!found) {
      throw accel::Error("more than " + std::to_string(max_pairs) +
                         " pairs of hashes differ in at most " + std::to_string(within) + " bits")
          .set_hint("raise max_pairs, or lower within");
    }
    const auto first_row = [&](std::uint64_t hash) {
      const auto place = std::ranges::lower_bound(hashes, hash) - hashes.begin();
      return groups[static_cast<std::size_t>(place)][0].row;
    };
    std::vector<Pair> pairs;
    for (const auto& [a, b] : *found) {
      const auto [first, second] = std::minmax({first_row(a), first_row(b)});
      pairs.push_back({first, second, std::popcount(a ^ b)});
    }
    std::ranges::sort(pairs);
    return pairs;
  }

  /// The names of some rows.
  using Names = std::map<std::int64_t, std::optional<std::string_view>>;

  Names names_of(const std::vector<Pair>& pairs, const std::vector<EqualRows>& groups) const {
    std::vector<std::int64_t> numbers;
    for (const Pair& pair : pairs) numbers.insert(numbers.end(), {pair.a, pair.b});
    for (const EqualRows group : groups) {
      for (const HashedRow& row : group) numbers.push_back(row.row);
    }
    std::ranges::sort(numbers);
    Names names;
    auto next = numbers.begin();
    auto rows = source.rows(accel::maybe(accel::text("filename")));
    for (const auto& name : rows) {
      next = std::find_if(next, numbers.end(), [&](auto number) { return number >= rows.row(); });
      if (next != numbers.end() && *next == rows.row())
        names.emplace_hint(names.end(), *next, name);
    }
    return names;
  }

  /// Returns how many rows are in groups.
  std::int64_t write(const Outputs& outputs, const std::vector<Pair>& pairs,
                     const std::vector<EqualRows>& groups) {
    Names names;
    if (outputs.has_names) names = names_of(pairs, groups);
    accel::Writer out = outputs.pairs;
    out.select_slice(0);
    for (const auto& [a, b, distance] : pairs) {
      if (outputs.has_names) {
        out.write(a, b, distance, names.at(a), names.at(b));
      } else {
        out.write(a, b, distance);
      }
    }
    accel::Writer equal = outputs.equal;
    equal.select_slice(0);
    std::int64_t count = 0;
    for (std::size_t group = 0; group < groups.size(); ++group) {
      for (const HashedRow& row : groups[group]) {
        ++count;
        if (outputs.has_names) {
          equal.write(group, row.row, names.at(row.row));
        } else {
          equal.write(group, row.row);
        }
      }
    }
    return count;
  }
};
ACCEL_METHOD(NearDuplicates)
