// SPDX-License-Identifier: Apache-2.0
// The unit of work of a job: some rows of one slice. A job that computes all its rows has one share
// for each slice. If a job keeps rows, slices in which many rows are missing have several shares,
// so that all workers are busy wherever these rows lie.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accel {

struct Share {
  int slice = 0;
  int number = 0;  ///< among the shares of the slice, from 0
  friend auto operator<=>(const Share&, const Share&) = default;
};

/// "7" for the first share of slice 7, then "7-1", "7-2" ... It names files.
std::string share_name(const Share& share);
/// nullopt if that is not the name of a share.
std::optional<Share> find_share(std::string_view name);

/// One share for each slice.
std::vector<Share> whole_slices(int slices);

}  // namespace accel
