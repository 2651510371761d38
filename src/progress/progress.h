// SPDX-License-Identifier: Apache-2.0
// Shows how far the running jobs are while the build waits for them: lines on a terminal that are
// redrawn a few times a second, or a line per minute. If neither is wanted, it shows nothing.
#pragma once

#include "job/setup.h"
#include "progress/build_board.h"
#include "progress/terminal.h"
#include "run/row_names.h"

#include <chrono>
#include <functional>
#include <list>
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

/// Looks at one running job from outside.
class JobWatch {
 public:
  JobWatch(const JobSetup& setup, const std::string& path, pid_t pid);
  const std::string& job() const { return job_; }
  /// `is_often`: the caller looks several times a second.
  ShownJob look(bool is_often);

 private:
  using Clock = std::chrono::steady_clock;
  std::string name_of_slowest(const JobProgress& progress, bool is_often);

  std::string method_, job_;
  pid_t pid_;
  RowNames names_;
  std::optional<BoardView> board_;
  using Place = std::pair<int, std::int64_t>;  ///< slice and row
  Place slowest_{-1, -1};                      ///< as of the last look
  Place named_{-1, -1};                        ///< whose name is `name_`
  std::string name_;
  Clock::time_point next_name_{};  ///< when another may be looked up
};

/// The progress of one script.
class Progress {
 public:
  /// `jobs_before` returns how many jobs the script requested when it last ran, 0 if unknown.
  /// Called when progress is first shown.
  Progress(const ProgressWish& wish, ColourWish colour, SharedBuildBoard& board,
           std::function<int()> jobs_before);

  void add(const JobSetup& setup, const std::string& path, pid_t pid);
  void remove(const std::string& job);

  /// The descriptor to which the jobs' processes write notices; -1 if standard error is closed.
  int notices() const { return notices_.get(); }
  /// Readable when a notice is to be passed on. -1: the jobs write notices to standard error.
  int descriptor() const { return shown_.get(); }
  /// The time until something is to be shown; -1: nothing is.
  int milliseconds_left() const;
  /// Passes notices on, and shows the progress if it is time.
  void update();
  /// Passes notices on, and erases the lines from the terminal, so that others can print. The next
  /// update draws them again.
  void pause();

 private:
  using Clock = std::chrono::steady_clock;
  int jobs_before();
  ShownBuild look();
  void show();
  void pass_on_notices();

  ProgressKind kind_;
  Clock::duration every_;
  bool utf8_;
  bool colour_;
  SharedBuildBoard& board_;
  std::function<int()> count_before_;
  std::optional<int> jobs_before_;
  int done_at_start_;
  Clock::time_point next_;    ///< when something is to be shown again
  std::list<JobWatch> jobs_;  ///< in the order of their starts
  LiveLines lines_;
  Fd notices_;  ///< standard error, or a pipe whose other end is `shown_`
  Fd shown_;    ///< where lines are drawn: other output would spoil them
};

}  // namespace accel
