// SPDX-License-Identifier: Apache-2.0
// How much two texts differ, in lines.
#pragma once

#include <cstdint>
#include <string_view>

namespace accel {

/// How many lines a person has to touch to turn `before` into `now` with a shortest edit: at each
/// place, the larger of the numbers of removed and added lines. Very different texts may give
/// somewhat more.
std::uint64_t changed_lines(std::string_view before, std::string_view now);

}  // namespace accel
