// SPDX-License-Identifier: Apache-2.0
// How far jobs are, in words and bars, computed only from the arguments. Whatever they hold, a line
// is not too long and contains nothing that moves a cursor.
#pragma once

#include "run/job_progress.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace accel {

/// Where lines are shown.
struct View {
  int width = 80;  ///< columns that may be used
  int height = 24;
  bool utf8 = false;
  bool colour = false;
};

struct ShownJob {
  std::string method;
  std::string job;
  JobProgress progress;
  std::string slowest_name;  ///< what a person calls the row that the slowest worker is at
};

struct ShownBuild {
  std::vector<ShownJob> jobs;  ///< that run now
  int jobs_done = 0;
  int jobs_ahead = -1;  ///< after those that run; -1: not known
};

/// The rows of all running and finished slices, and how fast they are processed.
struct Pace {
  std::int64_t done = 0;
  std::int64_t rows = -1;      ///< -1: not known
  double rows_per_second = 0;  ///< since the phase began; kept slices do not count
  double bytes_per_second = 0;
  std::optional<double> seconds_left;
};
Pace pace_of(const JobProgress& progress);

/// The slice that will be the last to finish at the current rates. nullopt if none is running.
std::optional<std::size_t> slowest_slice(const JobProgress& progress);

/// "analysis, 1234 of 5000 rows, 26 s left, 145 rows/s, 210.5 MB/s": the most important first.
std::vector<std::string> progress_parts(const JobProgress& progress);
/// "row 17 of 600 (0007.jpg)", "waiting".
std::string slice_text(const SliceProgress& slice, const std::string& name);
/// A bar for each slice, or, if there is no room for a character for each, for groups of slices.
std::string slice_bars(const JobProgress& progress, const View& view);

/// The few lines that are redrawn in place: one for each job, or several if only one job runs, and
/// one for the build.
std::vector<std::string> progress_lines(const ShownBuild& build, const View& view);
/// The progress as lines for a log, one for each job.
std::vector<std::string> progress_log_lines(const ShownBuild& build);

/// Cuts a text to this many columns. A character that is not ASCII counts as two, like the widest.
std::string fitted(const std::string& text, const View& view);

}  // namespace accel
