// SPDX-License-Identifier: Apache-2.0
#include "base/line_diff.h"

#include <algorithm>
#include <span>
#include <vector>

namespace accel {
namespace {

using Lines = std::span<const std::string_view>;

/// After this many added or removed lines, the rest counts as changed, because the time grows with
/// the square of their number.
constexpr int kMostEdits = 1000;

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

void cut_common_ends(Lines& a, Lines& b) {
  while (!a.empty() && !b.empty() && a.front() == b.front()) {
    a = a.subspan(1);
    b = b.subspan(1);
  }
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a = a.first(a.size() - 1);
    b = b.first(b.size() - 1);
  }
}

/// Myers, "An O(ND) Difference Algorithm and Its Variations" (1986): with ever more edits, how far
/// one gets on each diagonal, which is how many more lines of `a` than of `b` are done.
class ShortestEdit {
 public:
  ShortestEdit(Lines a, Lines b)
      : a_(a), b_(b), width_(static_cast<int>(a.size()) - static_cast<int>(b.size())) {}

  std::uint64_t changed() {
    for (int edits = 0; edits <= kMostEdits; ++edits) {
      if (reaches_end(edits)) return count_back(edits);
    }
    return std::max(a_.size(), b_.size());
  }

 private:
  /// Lines of `a` that are done on each diagonal from -edits to edits.
  using Reached = std::vector<int>;

  bool reaches_end(int edits) {
    Reached& reached = steps_.emplace_back(static_cast<std::size_t>(2 * edits) + 1, -1);
    for (int diagonal = -edits; diagonal <= edits; diagonal += 2) {
      int x = edits == 0 ? 0 : start(edits, diagonal);
      if (x < 0) continue;
      while (is_same(x, x - diagonal)) ++x;
      reached[static_cast<std::size_t>(diagonal + edits)] = x;
      if (diagonal == width_ && x == static_cast<int>(a_.size())) return true;
    }
    return false;
  }

  bool is_same(int x, int y) const {
    const auto i = static_cast<std::size_t>(x);
    const auto j = static_cast<std::size_t>(y);
    return i < a_.size() && j < b_.size() && a_[i] == b_[j];
  }

  /// -1: not to be reached.
  int reached(int edits, int diagonal) const {
    if (diagonal < -edits || diagonal > edits) return -1;
    return steps_[static_cast<std::size_t>(edits)][static_cast<std::size_t>(diagonal + edits)];
  }

  /// How far one more removed line leads on this diagonal; -1: nowhere. Likewise an added line.
  int after_removal(int edits, int diagonal) const {
    const int x = reached(edits - 1, diagonal - 1);
    return x >= 0 && x < static_cast<int>(a_.size()) ? x + 1 : -1;
  }
  int after_addition(int edits, int diagonal) const {
    const int x = reached(edits - 1, diagonal + 1);
    return x >= 0 && x - diagonal <= static_cast<int>(b_.size()) ? x : -1;
  }
  bool is_removal(int edits, int diagonal) const {
    return after_removal(edits, diagonal) > after_addition(edits, diagonal);
  }
  int start(int edits, int diagonal) const {
    return std::max(after_removal(edits, diagonal), after_addition(edits, diagonal));
  }

  /// From the end back to the beginning; edits with no equal line between them are one place.
  std::uint64_t count_back(int edits) const {
    std::uint64_t count = 0;
    std::uint64_t removed = 0;
    std::uint64_t added = 0;
    int diagonal = width_;
    for (; edits > 0; --edits) {
      const int begin = start(edits, diagonal);
      if (reached(edits, diagonal) > begin) {
        count += std::max(removed, added);
        removed = added = 0;
      }
      const bool removal = is_removal(edits, diagonal);
      ++(removal ? removed : added);
      diagonal += removal ? -1 : 1;
    }
    return count + std::max(removed, added);
  }

  Lines a_;
  Lines b_;
  int width_;
  std::vector<Reached> steps_;
};

}  // namespace

std::uint64_t changed_lines(std::string_view before, std::string_view now) {
  const std::vector<std::string_view> old_lines = lines_of(before);
  const std::vector<std::string_view> new_lines = lines_of(now);
  Lines a = old_lines;
  Lines b = new_lines;
  cut_common_ends(a, b);
  return ShortestEdit(a, b).changed();
}

}  // namespace accel
