// SPDX-License-Identifier: Apache-2.0
#include "dataset/share.h"

#include <charconv>

namespace accel {
namespace {

/// A number from 0, written as share_name() writes it.
std::optional<int> find_number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_number = error == std::errc() && number >= 0 && std::to_string(number) == text;
  return is_number ? std::optional(number) : std::nullopt;
}

}  // namespace

std::string share_name(const Share& share) {
  const std::string slice = std::to_string(share.slice);
  return share.number == 0 ? slice : slice + "-" + std::to_string(share.number);
}

std::optional<Share> find_share(std::string_view name) {
  const auto dash = name.find('-');
  const auto slice = find_number(name.substr(0, dash));
  if (!slice) return std::nullopt;
  if (dash == std::string_view::npos) return Share{*slice, 0};
  const auto number = find_number(name.substr(dash + 1));
  return number && *number > 0 ? std::optional(Share{*slice, *number}) : std::nullopt;
}

std::vector<Share> whole_slices(int slices) {
  std::vector<Share> shares;
  for (int slice = 0; slice < slices; ++slice) shares.push_back({slice, 0});
  return shares;
}

}  // namespace accel
