// SPDX-License-Identifier: Apache-2.0
// One slice of a job, and the process that works on it. A worker reports by its slice's file and
// nothing else.
#pragma once

#include "method/context.h"
#include "run/board.h"
#include "run/channel.h"
#include "run/failure.h"
#include "run/slice_report.h"

#include <map>
#include <set>
#include <string>

namespace accel {

/// Everything a slice needs that its job has prepared.
struct SliceWork {
  detail::Phases& phases;
  detail::Context& context;
  const detail::State* state = nullptr;
  std::set<std::string> done_datasets;  ///< written by prepare()
  Board& board;
  std::set<int> kept;                               ///< slices that an earlier run finished
  std::map<int, std::set<std::int64_t>> late_rows;  ///< by slice: they took longer than row_timeout
};

/// While it lives, the files that the method saves are noted for `who`.
class Saving {
 public:
  Saving(detail::Context& context, const std::string& who);
  Saving(const Saving&) = delete;
  Saving& operator=(const Saving&) = delete;
  ~Saving() { context_.saved = nullptr; }
  SavedList list() const { return files_.list(); }

 private:
  detail::Context& context_;
  SavedFiles files_;
};

/// Runs one slice in this process and leaves its report. Throws what the method throws.
void run_slice(SliceWork& work, int slice);

/// The life of a worker, from the fork to its end.
[[noreturn]] void be_worker(SliceWork& work, const Channel& channel, int slice, pid_t parent);

/// "took longer than row_timeout, 2.50 s".
std::string late_reason(const JobSetup& setup);

}  // namespace accel
