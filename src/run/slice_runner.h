// SPDX-License-Identifier: Apache-2.0
// Runs the shares of a job's slices: each in a worker process, in this process, or (in tests)
// nowhere. The pool (run/pool.h) decides when each share runs. A runner starts a share, knows how
// far it is and how it ended, and stops it. A share reports only by its file (run/slice_report.h).
#pragma once

#include "dataset/share.h"
#include "dataset/skipped_rows.h"
#include "run/failure.h"

#include <memory>
#include <string>
#include <variant>

namespace accel {

class Channel;
struct SliceWork;

/// A signal ended the worker at this row, for a fault of the code that ran.
struct Crash {
  MapRow row;
  std::string what;  ///< "the worker was killed by signal 11 (segmentation fault)"
};
/// How a share ended. std::monostate: it is done, and its report is there.
using SliceEnd = std::variant<std::monostate, Crash, Failure>;

class SliceRunner {
 public:
  SliceRunner() = default;
  SliceRunner(const SliceRunner&) = delete;
  SliceRunner& operator=(const SliceRunner&) = delete;
  /// Stops what still runs, at once.
  virtual ~SliceRunner() = default;

  /// Starts a share that does not run. Removes what an earlier attempt left; this attempt marks the
  /// rows `skipped` as bad without processing them. False if no more shares can run at once. Throws
  /// SystemError if not even one can be started.
  virtual bool start(const Share& share, const SkippedRows& skipped) = 0;
  /// Becomes readable when the share ends. Owned by the runner, open until finish() or stop().
  virtual int descriptor(const Share& share) const = 0;
  /// Waits for the end of the share.
  virtual SliceEnd finish(const Share& share) = 0;
  /// The current row; negative if there is none.
  virtual MapRow row(const Share& share) const = 0;
  /// Stops the share, and everything that it started, at once. It may be started again.
  virtual void stop(const Share& share) = 0;
  /// Stops all shares that run. A share that was asked to end gets time to do so.
  virtual void stop_all() = 0;
};

/// A worker each, forked from this process, which must have one thread. `work` and `channel`
/// outlive the runner. While it exists, SIGTERM waits: the workers get it too.
std::unique_ptr<SliceRunner> make_forked_slices(SliceWork& work, const Channel& channel);

/// Each in this process: start() returns when the slice is done, and throws what the method throws.
std::unique_ptr<SliceRunner> make_local_slices(SliceWork& work);

}  // namespace accel
