// SPDX-License-Identifier: Apache-2.0
// One share of a job's slices, and the process that works on it. A worker reports only by its
// share's file.
#pragma once

#include "dataset/skipped_rows.h"
#include "method/context.h"
#include "run/board.h"
#include "run/channel.h"
#include "run/failure.h"
#include "run/row_plan.h"
#include "run/slice_report.h"

#include <set>
#include <string>

namespace accel {

/// Everything a share needs that its job has prepared.
struct SliceWork {
  detail::Phases& phases;
  detail::Context& context;
  const detail::State* state = nullptr;
  std::set<std::string> done_datasets;  ///< written by prepare()
  Board& board;
  const RowPlan* plan = nullptr;  ///< nullptr: each share is a slice with all its rows
  int cores = -1;                 ///< the job's connection for cores; workers close it
};

/// While it exists, accel notes the files that the method saves as those of `who`.
class SavedFilesScope {
 public:
  SavedFilesScope(detail::Context& context, const std::string& who);
  SavedFilesScope(const SavedFilesScope&) = delete;
  SavedFilesScope& operator=(const SavedFilesScope&) = delete;
  ~SavedFilesScope() { context_.saved = nullptr; }
  SavedList list() const { return files_.list(); }
  const SavedFiles& files() const { return files_; }

 private:
  detail::Context& context_;
  SavedFiles files_;
};

/// Runs one share in this process and writes its report. Throws what the method throws.
void run_slice(SliceWork& work, const Share& share, const SkippedRows& skipped);

/// The main function of a worker, from the fork to its end.
[[noreturn]] void be_worker(SliceWork& work, const Channel& channel, const Share& share,
                            const SkippedRows& skipped, pid_t parent);

}  // namespace accel
