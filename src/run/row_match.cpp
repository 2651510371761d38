// SPDX-License-Identifier: Apache-2.0
#include "run/row_match.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>

namespace accel {
namespace {

/// For each column: the file of its identity, and its row there minus the first column's row in its
/// own file, modulo 2^64. Two rows with equal ColumnOrigins are the same if the first column has
/// the same row in its file.
using ColumnOrigins = std::vector<std::pair<Digest, std::uint64_t>>;

/// Rows of a slice that are next to each other in each column.
struct Segment {
  std::size_t slice = 0;
  std::uint64_t row = 0;
  std::uint64_t rows = 0;
  ColumnOrigins files;
  std::uint64_t first = 0;  ///< row in the first column's file
};

/// Cuts a slice wherever a part of one of its columns ends.
class Segments {
 public:
  Segments(const std::vector<ColumnParts>& columns, std::size_t slice)
      : columns_(columns), slice_(slice), places_(columns.size()) {}

  std::optional<Segment> next() {
    Segment segment{slice_, row_, UINT64_MAX, {}, 0};
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      const std::vector<Part>& parts = columns_[i].slices[slice_];
      Place& place = places_[i];
      while (place.part < parts.size() && place.row == parts[place.part].rows) {
        place = {place.part + 1, 0};
      }
      if (place.part == parts.size()) return std::nullopt;
      const Part& part = parts[place.part];
      segment.rows = std::min(segment.rows, part.rows - place.row);
      const std::uint64_t first = part.origin_first + place.row;
      if (i == 0) segment.first = first;
      segment.files.emplace_back(columns_[i].files[part.origin].checksum, first - segment.first);
    }
    for (Place& place : places_) place.row += segment.rows;
    row_ += segment.rows;
    return segment;
  }

 private:
  struct Place {
    std::size_t part = 0;
    std::uint64_t row = 0;  ///< of the part
  };
  const std::vector<ColumnParts>& columns_;
  std::size_t slice_;
  std::uint64_t row_ = 0;
  std::vector<Place> places_;
};

void add_same(std::vector<SameRows>& all, const SameRows& same) {
  if (!all.empty()) {
    SameRows& last = all.back();
    const bool goes_on = last.from_slice == same.from_slice &&
                         last.first + last.rows == same.first && last.from + last.rows == same.from;
    if (goes_on) {
      last.rows += same.rows;
      return;
    }
  }
  all.push_back(same);
}

/// Earlier rows by their identities, one row for each identity.
class EarlierRows {
 public:
  explicit EarlierRows(const std::vector<ColumnParts>& columns) {
    for (std::size_t slice = 0; slice < columns[0].slices.size(); ++slice) {
      Segments segments(columns, slice);
      while (const auto segment = segments.next()) add(*segment);
    }
  }

  void find(const Segment& now, std::vector<SameRows>& same) const {
    const auto file = files_.find(now.files);
    if (file == files_.end()) return;
    const std::uint64_t end = now.first + now.rows;
    auto earlier = file->second.upper_bound(now.first);
    if (earlier != file->second.begin()) --earlier;
    for (; earlier != file->second.end() && earlier->first < end; ++earlier) {
      const Place& place = earlier->second;
      const std::uint64_t from = std::max(now.first, earlier->first);
      const std::uint64_t until = std::min(end, earlier->first + place.rows);
      if (from >= until) continue;
      add_same(same, {now.row + from - now.first, until - from, place.slice,
                      place.row + from - earlier->first});
    }
  }

 private:
  struct Place {
    std::size_t slice = 0;
    std::uint64_t row = 0;
    std::uint64_t rows = 0;
  };

  /// Adds the rows whose identities are new.
  void add(const Segment& segment) {
    auto& file = files_[segment.files];
    const std::uint64_t end = segment.first + segment.rows;
    std::uint64_t at = segment.first;
    auto next = file.upper_bound(at);
    if (next != file.begin()) {
      const auto before = std::prev(next);
      at = std::max(at, std::min(end, before->first + before->second.rows));
    }
    while (at < end) {
      const std::uint64_t until = next == file.end() ? end : std::min(end, next->first);
      if (at < until) {
        file.emplace_hint(next, at,
                          Place{segment.slice, segment.row + at - segment.first, until - at});
      }
      if (next == file.end()) break;
      at = next->first + next->second.rows;
      ++next;
    }
  }

  /// By row in the first column's file.
  std::map<ColumnOrigins, std::map<std::uint64_t, Place>> files_;
};

bool is_equal(const InputFile& a, const InputFile& b) {
  return a.digest == b.digest && a.name == b.name;
}

/// Finds files by name. Tries the next file first, because the lists are usually similar.
class EarlierFiles {
 public:
  explicit EarlierFiles(const std::vector<InputFile>& files) : files_(files) {}

  /// A file with that name; if possible one that has the same content, too.
  std::optional<std::size_t> find(const InputFile& file) {
    if (next_ >= files_.size() || !is_equal(files_[next_], file)) {
      const auto found = search(file);
      if (!found) return std::nullopt;
      next_ = *found;
    }
    return next_++;
  }

 private:
  std::optional<std::size_t> search(const InputFile& file) {
    if (order_.size() != files_.size()) sort();
    const auto name = [&](std::size_t i) -> const std::string& { return files_[i].name; };
    const auto begin = std::ranges::lower_bound(order_, file.name, {}, name);
    auto at = begin;
    for (; at != order_.end() && name(*at) == file.name; ++at) {
      if (is_equal(files_[*at], file)) return *at;
    }
    return at == begin ? std::nullopt : std::optional(*begin);
  }

  void sort() {
    order_.resize(files_.size());
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    const auto less = [&](std::size_t a, std::size_t b) { return files_[a].name < files_[b].name; };
    if (!std::ranges::is_sorted(order_, less)) std::ranges::stable_sort(order_, less);
  }

  const std::vector<InputFile>& files_;
  std::vector<std::size_t> order_;  ///< by name; empty until it is needed
  std::size_t next_ = 0;
};

/// For each of some files, the first earlier file with the same content.
std::map<std::size_t, std::size_t> find_contents_of(const std::vector<std::size_t>& files,
                                                    const std::vector<InputFile>& now,
                                                    const std::vector<InputFile>& before) {
  std::multimap<Digest, std::size_t> wanted;
  for (const std::size_t file : files) wanted.emplace(now[file].digest, file);
  std::map<std::size_t, std::size_t> found;
  for (std::size_t i = 0; i < before.size() && !wanted.empty(); ++i) {
    const auto [begin, end] = wanted.equal_range(before[i].digest);
    for (auto file = begin; file != end; ++file) found[file->second] = i;
    wanted.erase(begin, end);
  }
  return found;
}

/// Which slice each of `count` files is in.
class SliceOfFile {
 public:
  SliceOfFile(std::size_t count, std::size_t slices) {
    for (std::size_t slice = 0; slice <= slices; ++slice) {
      begins_.push_back(static_cast<std::uint64_t>(
          first_of_slice(static_cast<std::int64_t>(count), static_cast<std::int64_t>(slice),
                         static_cast<std::int64_t>(slices))));
    }
  }
  std::uint64_t begin(std::size_t slice) const { return begins_[slice]; }
  std::size_t of(std::size_t file) const {
    const auto behind = std::ranges::upper_bound(begins_, file);
    return static_cast<std::size_t>(behind - begins_.begin()) - 1;
  }

 private:
  std::vector<std::uint64_t> begins_;
};

/// Collects pairs of a file and an earlier file.
class FilePairs {
 public:
  FilePairs(std::size_t files, std::size_t slices, std::size_t before, std::size_t slices_before)
      : place_(files, slices), place_before_(before, slices_before), same_(slices) {}

  /// Add files in order.
  void add(std::size_t file, std::size_t earlier) {
    while (file >= place_.begin(slice_ + 1)) ++slice_;
    const std::size_t from_slice = place_before_.of(earlier);
    add_same(same_[slice_], {file - place_.begin(slice_), 1, from_slice,
                             earlier - place_before_.begin(from_slice)});
  }
  SameSlices take() { return std::move(same_); }

 private:
  SliceOfFile place_, place_before_;
  SameSlices same_;
  std::size_t slice_ = 0;
};

}  // namespace

SameSlices same_rows(const std::vector<ColumnParts>& now, const std::vector<ColumnParts>& before) {
  const EarlierRows earlier(before);
  SameSlices same(now[0].slices.size());
  for (std::size_t slice = 0; slice < same.size(); ++slice) {
    Segments segments(now, slice);
    while (const auto segment = segments.next()) earlier.find(*segment, same[slice]);
  }
  return same;
}

SameSlices same_files(const std::vector<InputFile>& now, std::size_t slices,
                      const std::vector<InputFile>& before, std::size_t slices_before) {
  EarlierFiles earlier(before);
  FilePairs pairs(now.size(), slices, before.size(), slices_before);
  for (std::size_t i = 0; i < now.size(); ++i) {
    const auto found = earlier.find(now[i]);
    if (found && is_equal(before[*found], now[i])) pairs.add(i, *found);
  }
  return pairs.take();
}

SimilarFiles similar_files(const std::vector<InputFile>& now, std::size_t slices,
                           const std::vector<InputFile>& before, std::size_t slices_before) {
  EarlierFiles earlier(before);
  FilePairs by_name(now.size(), slices, before.size(), slices_before);
  FilePairs by_content = by_name;
  std::vector<std::size_t> others;
  for (std::size_t i = 0; i < now.size(); ++i) {
    const auto found = earlier.find(now[i]);
    if (found) by_name.add(i, *found);
    if (!found || !is_equal(before[*found], now[i])) others.push_back(i);
  }
  for (const auto& [file, from] : find_contents_of(others, now, before)) by_content.add(file, from);
  return {by_name.take(), by_content.take()};
}

}  // namespace accel
