// SPDX-License-Identifier: Apache-2.0
// How far two texts differ, by lines.
#pragma once

#include <cstdint>
#include <string_view>

namespace accel {

/// How many lines a person has to touch to make `now` of `before`, in a shortest way to do it: at
/// each place the larger number of the lines that go and those that come. Texts that are very far
/// apart may give somewhat more.
std::uint64_t changed_lines(std::string_view before, std::string_view now);

}  // namespace accel
