// SPDX-License-Identifier: Apache-2.0
#include "base/text_list.h"

#include <algorithm>
#include <cstdint>

namespace accel {
namespace {

std::size_t common_prefix(const TextList& texts) {
  std::string_view common = texts.empty() ? std::string_view() : texts[0];
  for (std::size_t i = 1; i < texts.size(); ++i) {
    const std::string_view text = texts[i];
    if (text.starts_with(common)) continue;
    const auto end = std::mismatch(common.begin(), common.end(), text.begin(), text.end()).first;
    common = common.substr(0, static_cast<std::size_t>(end - common.begin()));
  }
  return common.size();
}

/// The first eight bytes as a number that compares as they do; missing ones are smallest.
std::uint64_t head_of(std::string_view text) {
  std::uint64_t head = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    head = head << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
  }
  return head;
}

}  // namespace

std::vector<std::size_t> TextList::sorted_places() const {
  struct Place {
    std::uint64_t head;  // past what all begin with: nearly every comparison ends here
    std::size_t index;
  };
  const std::size_t common = common_prefix(*this);
  std::vector<Place> places(size());
  for (std::size_t i = 0; i < size(); ++i) places[i] = {head_of((*this)[i].substr(common)), i};
  std::sort(places.begin(), places.end(), [&](const Place& a, const Place& b) {
    return a.head != b.head ? a.head < b.head : (*this)[a.index] < (*this)[b.index];
  });
  std::vector<std::size_t> result(size());
  std::transform(places.begin(), places.end(), result.begin(),
                 [](const Place& place) { return place.index; });
  return result;
}

}  // namespace accel
