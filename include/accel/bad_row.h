// SPDX-License-Identifier: Apache-2.0
// What the function of Writer::map may say about its row, and what Writer::map knows of the row it
// is at.
#pragma once

#include <accel/export.h>

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace accel {

/// Enters the row that the function of Writer::map is at in bad.jsonl, for this reason. What the
/// function returns is written all the same: absent values (std::nullopt) for what is missing. The
/// last reason of a row counts. Throws JobError outside of such a function.
ACCEL_EXPORT void bad_row(std::string_view reason);
/// Takes what a handler caught as the reason. Throws on what is not the row's fault: JobError and
/// std::bad_alloc. Only within the handler.
ACCEL_EXPORT void bad_row(const std::exception& caught);

namespace detail {

/// One run of Writer::map, from the time its range has begun. Loops inside of its function do not
/// count as the row that is being worked on.
class ACCEL_EXPORT MapLoop {
 public:
  MapLoop();
  MapLoop(const MapLoop&) = delete;
  MapLoop& operator=(const MapLoop&) = delete;
  ~MapLoop();
  /// Whether an earlier try at this slice ended at this row.
  bool skips(std::int64_t row) const { return row == next_; }
  /// Why it is skipped. Asked once for each such row, in order.
  std::string take_reason();
  /// Makes the row bad that is worked on, or forgets that it is.
  void set_bad(std::optional<std::string> reason) { bad_ = std::move(reason); }
  const std::optional<std::string>& bad() const { return bad_; }

 private:
  void find_next();
  std::int64_t* row_;  ///< where the range notes its row
  MapLoop* outer_;
  std::int64_t next_ = -1;  ///< the next row to skip; -1: none
  std::optional<std::string> bad_;
};

}  // namespace detail
}  // namespace accel
