// SPDX-License-Identifier: Apache-2.0
// How far a job is, in words and bars: a function of what it is given and nothing else. Whatever
// that holds, a line is no longer than asked and has nothing in it that moves a cursor.
#pragma once

#include "run/job_progress.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace accel {

/// What lines are for.
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
  int jobs_done = 0;         ///< of the build
  int jobs_ahead = -1;       ///< after this one; -1: not known
};

/// The rows of all slices that are worked on or done, and how fast they go.
struct Pace {
  std::int64_t done = 0;
  std::int64_t rows = -1;      ///< -1: not known
  double rows_per_second = 0;  ///< since the phase began; kept slices do not count
  double bytes_per_second = 0;
  std::optional<double> seconds_left;
};
Pace pace_of(const JobProgress& progress);

/// The slice whose worker will be the last, as it goes now. nullopt where none is worked on.
std::optional<int> slowest_slice(const JobProgress& progress);

/// "analysis, 1234 of 5000 rows, 26 s left, 145 rows/s, 210.5 MB/s": what matters most first.
std::vector<std::string> progress_parts(const JobProgress& progress);
/// "row 17 of 600 (0007.jpg)", "waiting".
std::string slice_text(const SliceProgress& slice, const std::string& name);
/// A bar for each slice, or where there is no room for a character each, for some slices together.
std::string slice_bars(const JobProgress& progress, const View& view);

/// What is redrawn in place: a few lines.
std::vector<std::string> progress_lines(const ShownJob& job, const View& view);
/// The progress as one line for a log.
std::string progress_log_line(const ShownJob& job);

/// Cuts a text to so many columns. A character that is not ASCII counts for two, as the widest do.
std::string fitted(const std::string& text, const View& view);

}  // namespace accel
