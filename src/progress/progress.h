// SPDX-License-Identifier: Apache-2.0
// Shows how far a job is while the build waits for it: lines on a terminal that are redrawn a few
// times a second, or a line per minute. If neither is wanted, it only waits.
#pragma once

#include "base/process.h"
#include "job/setup.h"
#include "progress/build_board.h"
#include "progress/terminal.h"
#include "run/row_names.h"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace accel {

enum class ProgressKind { automatic, none, log, bar };

struct ProgressWish {
  ProgressKind kind = ProgressKind::automatic;
  double log_seconds = 60;  ///< between two lines of a log
};
/// Parses "auto", "none", "bar", "log" or "log:SECONDS". nullopt for anything else.
std::optional<ProgressWish> find_progress_wish(const std::string& text);

/// The progress of one script.
class Progress {
 public:
  /// `jobs_before` returns how many jobs the script requested when it last ran, 0 if unknown.
  /// Called when progress is first shown.
  Progress(const ProgressWish& wish, ColourWish colour, SharedBuildBoard& board,
           std::function<int()> jobs_before);

 private:
  friend class JobWatch;
  using Clock = std::chrono::steady_clock;
  ProgressKind kind_;
  Clock::duration every_;
  bool utf8_;
  bool colour_;
  SharedBuildBoard& board_;
  int jobs_before();
  std::function<int()> count_before_;
  std::optional<int> jobs_before_;
  int done_at_start_;
  Clock::time_point next_ = Clock::now() + every_;  ///< when something is to be shown again
};

/// The progress of one running job.
class JobWatch {
 public:
  JobWatch(Progress& progress, const JobSetup& setup, const std::string& path);
  JobWatch(const JobWatch&) = delete;
  JobWatch& operator=(const JobWatch&) = delete;
  ~JobWatch() { finish(); }

  /// The descriptor to which the job's process writes notices; -1 if standard error is closed.
  int notices() const { return notices_.get(); }
  /// Shows it until the process has ended or an interrupt has come. Leaves no lines on the
  /// terminal.
  void watch(const Child& process);
  /// Passes on the remaining notices.
  void finish();

 private:
  int milliseconds_left() const;
  ShownJob look();
  std::string name_of_slowest(const JobProgress& progress);
  void show();
  void pass_on_notices();

  Progress& progress_;
  std::string method_, job_;
  RowNames names_;
  std::optional<BoardView> board_;
  using Place = std::pair<int, std::int64_t>;  ///< slice and row
  Place slowest_{-1, -1};                      ///< as of the last look
  Place named_{-1, -1};                        ///< whose name is `name_`
  std::string name_;
  Progress::Clock::time_point next_name_{};  ///< when another may be looked up
  pid_t pid_ = 0;
  LiveLines lines_;
  Fd notices_;  ///< standard error, or a pipe whose other end is `shown_`
  Fd shown_;    ///< where lines are drawn: other output would spoil them
};

}  // namespace accel
