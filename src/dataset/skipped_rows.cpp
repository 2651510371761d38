// SPDX-License-Identifier: Apache-2.0
#include "dataset/skipped_rows.h"

#include <accel/writer.h>

#include "base/text.h"
#include "dataset/loop_mark.h"

#include <utility>

namespace accel {
namespace {

SkippedRows skipped_rows;
std::int64_t maps = 0;  ///< that this slice has begun
detail::MapLoop* innermost = nullptr;

}  // namespace

void set_skipped_rows(SkippedRows rows) {
  skipped_rows = std::move(rows);
  maps = 0;
  current_tally().map = 0;
}

namespace detail {

MapLoop::MapLoop() : row_(current_row()), outer_(innermost) {
  static std::int64_t row_of_inner_loops = -1;
  current_row() = &row_of_inner_loops;
  innermost = this;
  if (outer_ != nullptr) return;
  current_tally().map = ++maps;
  find_next();
}

MapLoop::~MapLoop() {
  current_row() = row_;
  innermost = outer_;
  if (outer_ == nullptr) current_tally().map = 0;
}

void MapLoop::find_next() {
  const auto next = skipped_rows.upper_bound({maps, next_});
  next_ = next != skipped_rows.end() && next->first.map == maps ? next->first.row : -1;
}

std::string MapLoop::take_reason() {
  std::string reason = skipped_rows.at({maps, next_});
  find_next();
  return reason;
}

}  // namespace detail

void bad_row(std::string_view reason) {
  if (innermost == nullptr) {
    throw JobError("bad_row() is for the function of Writer::map");
  }
  innermost->set_bad(std::string(reason));
}

void bad_row(const std::exception& caught) {
  const bool ends_job = dynamic_cast<const JobError*>(&caught) != nullptr ||
                        dynamic_cast<const std::bad_alloc*>(&caught) != nullptr;
  if (ends_job) throw;
  bad_row(exception_text(caught));
}

}  // namespace accel
