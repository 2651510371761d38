// SPDX-License-Identifier: Apache-2.0
// How the function of Writer::map reports that its row is bad, and how Writer::map tracks the
// current row.
#pragma once

#include <accel/export.h>

#include <cstdint>
#include <exception>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace accel {

/// Call it in the function of Writer::map: lists the current row in bad.jsonl, with this reason.
/// The values that the function returns are still written; return std::nullopt for those that are
/// missing. The last reason for a row counts. Throws JobError outside of such a function.
ACCEL_EXPORT void bad_row(std::string_view reason);
/// Takes the exception that a handler caught as the reason. Rethrows one that is not the row's
/// fault: JobError and std::bad_alloc. Call it only in the handler.
ACCEL_EXPORT void bad_row(const std::exception& caught);

namespace detail {

/// One run of Writer::map, from when its range has begun. Loops inside of its function do not
/// change the current row.
class ACCEL_EXPORT MapLoop {
 public:
  MapLoop();
  MapLoop(const MapLoop&) = delete;
  MapLoop& operator=(const MapLoop&) = delete;
  ~MapLoop();
  /// Whether an earlier attempt at this slice ended at this row.
  bool skips(std::int64_t row) const { return row == next_; }
  /// Why it is skipped. Called once for each such row, in order.
  std::string take_reason();
  /// Marks the current row as bad, or removes that mark.
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
