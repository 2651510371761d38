// SPDX-License-Identifier: Apache-2.0
// Rows that took longer than they may in an earlier try at this slice: Writer::map makes them bad
// rows without looking at them again.
#pragma once

#include <cstdint>
#include <set>
#include <string>

namespace accel {

/// For all that this process maps from now on.
void set_late_rows(std::set<std::int64_t> rows, std::string reason);

}  // namespace accel
