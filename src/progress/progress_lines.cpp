// SPDX-License-Identifier: Apache-2.0
#include "progress/progress_lines.h"

#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace accel {
namespace {

constexpr double kShortest = 0.05;  // seconds: a rate over less says nothing
constexpr double kFewRows = 0.05;   // a second: not worth showing
constexpr double kFewBytes = 50e3;  // the same
constexpr const char* kGreen = "\x1b[32m";
constexpr const char* kCyan = "\x1b[36m";
constexpr const char* kDim = "\x1b[2m";
constexpr const char* kPlain = "\x1b[0m";

bool is_start(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }
bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }

std::string painted(const std::string& text, const char* colour, const View& view) {
  return view.colour && !text.empty() ? colour + text + kPlain : text;
}

std::string number_text(double number, const char* unit) {
  char text[64];
  std::snprintf(text, sizeof text, number < 9.95 ? "%.1f %s" : "%.0f %s", number, unit);
  return text;
}

std::string left_text(double seconds) {
  const auto whole = static_cast<long long>(std::ceil(std::min(seconds, 1e9)));
  char text[64];
  if (whole < 60) {
    std::snprintf(text, sizeof text, "%lld s left", whole);
  } else if (whole < 3600) {
    std::snprintf(text, sizeof text, "%lld m %02lld s left", whole / 60, whole % 60);
  } else {
    std::snprintf(text, sizeof text, "%lld h %02lld m left", whole / 3600, whole / 60 % 60);
  }
  return text;
}

const char* phase_text(const JobProgress& progress) {
  if (progress.is_committing) return "commit";
  return progress.phase == Phase::none ? "start" : phase_name(progress.phase);
}

bool is_by_slice(const JobProgress& progress) {
  return progress.phase == Phase::analysis && !progress.is_committing;
}

double fraction_of(const SliceProgress& slice) {
  if (slice.is_over()) return 1;
  if (!slice.is_running() || slice.rows <= 0) return 0;
  return static_cast<double>(slice.done) / static_cast<double>(slice.rows);
}

std::string repeated(const char* text, int times) {
  std::string result;
  for (int i = 0; i < times; ++i) result += text;
  return result;
}

/// Some consecutive slices, drawn as one.
struct Bar {
  double fraction = 0;
  bool is_running = false;
};

std::string wide_bar(const Bar& bar, int cells, const View& view) {
  const int full = static_cast<int>(bar.fraction * cells);
  const char* colour = bar.fraction >= 1 ? kGreen : kCyan;
  return painted(repeated(view.utf8 ? "━" : "=", full), colour, view) +
         painted(repeated(view.utf8 ? "─" : "-", cells - full), kDim, view);
}

/// One character: a level, or in ASCII the tenths.
std::string narrow_bar(const Bar& bar, const View& view) {
  static constexpr const char* kLevels[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const char* colour = bar.fraction >= 1 ? kGreen : bar.is_running ? kCyan : kDim;
  if (view.utf8) return painted(kLevels[static_cast<int>(bar.fraction * 7)], colour, view);
  const bool is_waiting = bar.fraction <= 0 && !bar.is_running;
  const char tenths = static_cast<char>('0' + static_cast<int>(bar.fraction * 10));
  return painted(std::string(1, is_waiting ? '.' : bar.fraction >= 1 ? '#' : tenths), colour, view);
}

std::vector<Bar> bars_of(const std::vector<SliceProgress>& slices, std::size_t count) {
  std::vector<Bar> bars(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t first = i * slices.size() / count;
    const std::size_t end = (i + 1) * slices.size() / count;
    for (std::size_t slice = first; slice < end; ++slice) {
      bars[i].fraction += fraction_of(slices[slice]);
      bars[i].is_running = bars[i].is_running || slices[slice].is_running();
    }
    bars[i].fraction /= static_cast<double>(end - first);
  }
  return bars;
}

/// As many of the parts as there is room for.
std::string fitting_parts(const std::string& start, std::vector<std::string> parts,
                          const View& view) {
  for (;;) {
    const std::string line = start + joined(parts, ", ");
    if (parts.size() <= 1 || fitted(line, view) == line) return fitted(line, view);
    parts.pop_back();
  }
}

std::string slowest_text(const ShownJob& job) {
  const auto slowest = slowest_slice(job.progress);
  if (!slowest) return "";
  const SliceProgress& slice = job.progress.slices[*slowest];
  return "slowest: slice " + std::to_string(slice.share.slice) + ", " +
         slice_text(slice, job.slowest_name);
}

std::string jobs_text(const ShownBuild& build) {
  std::string text = "jobs: " + std::to_string(build.jobs_done) + " done";
  if (build.jobs_ahead >= 0) text += ", " + std::to_string(build.jobs_ahead) + " ahead";
  return text;
}

std::string job_text(const ShownJob& job) {
  return escaped(job.method) + " " + escaped(job.job) + ": ";
}

}  // namespace

std::string fitted(const std::string& text, const View& view) {
  std::string result;
  int columns = 0;
  std::size_t keep = 0;  // of the result, when dots must follow
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    while (end < text.size() && !is_start(text[end])) ++end;
    const bool is_plain = is_ascii(text[i]);
    const int wide = is_plain || !view.utf8 ? 1 : 2;
    if (columns + wide > view.width) {
      result.resize(keep);
      return result + std::string(static_cast<std::size_t>(std::clamp(view.width, 0, 2)), '.');
    }
    result += is_plain || view.utf8 ? text.substr(i, end - i) : "?";
    columns += wide;
    if (columns <= view.width - 2) keep = result.size();
    i = end;
  }
  return result;
}

Pace pace_of(const JobProgress& progress) {
  Pace pace;
  if (progress.is_committing) return pace;
  std::int64_t kept = 0;
  std::int64_t bytes = progress.whole.bytes;
  bool all_known = true;
  if (is_by_slice(progress)) {
    std::int64_t rows = 0;
    bytes = 0;
    for (const SliceProgress& slice : progress.slices) {
      const bool has_begun = slice.state != SliceState::waiting;
      if (has_begun) pace.done += slice.done;
      if (slice.state == SliceState::kept) kept += slice.done;
      bytes += slice.bytes;
      all_known = all_known && slice.rows >= 0;
      rows += std::max<std::int64_t>(slice.rows, 0);
    }
    if (all_known) pace.rows = rows;
  } else {
    pace.done = progress.whole.done;
    pace.rows = progress.whole.rows;
  }
  if (progress.seconds < kShortest) return pace;
  const auto fresh = static_cast<double>(pace.done - kept);
  pace.rows_per_second = fresh / progress.seconds;
  pace.bytes_per_second = static_cast<double>(bytes) / progress.seconds;
  if (pace.rows >= pace.done && fresh > 0) {
    pace.seconds_left = static_cast<double>(pace.rows - pace.done) / pace.rows_per_second;
  }
  return pace;
}

std::optional<std::size_t> slowest_slice(const JobProgress& progress) {
  std::optional<std::size_t> slowest;
  double longest = -1;
  if (!is_by_slice(progress)) return slowest;
  for (std::size_t i = 0; i < progress.slices.size(); ++i) {
    const SliceProgress& slice = progress.slices[i];
    if (slice.state != SliceState::running) continue;
    const double done = std::max(fraction_of(slice), 1e-6);
    const double left = slice.seconds * (1 - done) / done;
    if (left <= longest) continue;
    longest = left;
    slowest = i;
  }
  return slowest;
}

std::vector<std::string> progress_parts(const JobProgress& progress) {
  const Pace pace = pace_of(progress);
  std::vector<std::string> parts = {phase_text(progress)};
  if (pace.rows >= 0) {
    parts.push_back(std::to_string(pace.done) + " of " +
                    counted(static_cast<std::uint64_t>(pace.rows), "row"));
  } else if (pace.done > 0) {
    parts.push_back(counted(static_cast<std::uint64_t>(pace.done), "row"));
  }
  const bool by_slice = is_by_slice(progress) && pace.rows < 0;
  if (by_slice) {
    const auto over = std::ranges::count_if(progress.slices, &SliceProgress::is_over);
    parts.push_back(std::to_string(over) + " of " + counted(progress.slices.size(), "slice"));
  }
  if (pace.seconds_left) parts.push_back(left_text(*pace.seconds_left));
  if (pace.rows_per_second >= kFewRows)
    parts.push_back(number_text(pace.rows_per_second, "rows/s"));
  if (pace.bytes_per_second >= kFewBytes) {
    parts.push_back(number_text(pace.bytes_per_second / 1e6, "MB/s"));
  }
  return parts;
}

std::string slice_text(const SliceProgress& slice, const std::string& name) {
  switch (slice.state) {
    case SliceState::waiting: return "waiting";
    case SliceState::kept: return "kept";
    case SliceState::done: return "done, " + counted(static_cast<std::uint64_t>(slice.done), "row");
    case SliceState::ending: return "ending";
    default: break;
  }
  if (slice.row < 0) return slice.done > 0 ? "after its rows" : "before its rows";
  const bool counts_all = slice.row == slice.done;  // else rows before it are kept
  std::string text = "row " + std::to_string(slice.row);
  if (slice.rows >= 0 && counts_all) text += " of " + std::to_string(slice.rows);
  if (!name.empty()) text += " (" + escaped(name) + ")";
  if (slice.rows < 0 || counts_all) return text;
  return text + ", " + std::to_string(slice.done) + " of " + std::to_string(slice.rows) +
         " computed";
}

std::string slice_bars(const JobProgress& progress, const View& view) {
  constexpr int kWidest = 20;  // cells of one bar
  const int room = view.width;
  const auto count = static_cast<int>(progress.slices.size());
  if (count == 0 || room <= 0) return "";
  const int cells = std::min((room + 1) / count - 1, kWidest);
  const bool are_wide = cells >= 2;
  std::string line;
  for (const Bar& bar : bars_of(progress.slices, static_cast<std::size_t>(std::min(count, room)))) {
    if (are_wide && !line.empty()) line += ' ';
    line += are_wide ? wide_bar(bar, cells, view) : narrow_bar(bar, view);
  }
  return line;
}

std::vector<std::string> progress_lines(const ShownBuild& build, const View& view) {
  const auto most = static_cast<std::size_t>(std::max(view.height, 1));
  std::vector<std::string> lines;
  for (const ShownJob& job : build.jobs) {
    lines.push_back(fitting_parts(job_text(job), progress_parts(job.progress), view));
  }
  if (build.jobs.size() == 1) {
    const ShownJob& job = build.jobs.front();
    if (is_by_slice(job.progress)) lines.push_back(slice_bars(job.progress, view));
    if (std::string text = slowest_text(job); !text.empty()) lines.push_back(fitted(text, view));
  } else if (lines.size() >= most && most > 2) {
    const std::size_t more = lines.size() - (most - 2);
    lines.resize(most - 2);
    lines.push_back(fitted("and " + std::to_string(more) + " more", view));
  }
  lines.push_back(fitted(jobs_text(build), view));
  if (lines.size() > most) lines.resize(most);
  return lines;
}

std::vector<std::string> progress_log_lines(const ShownBuild& build) {
  std::vector<std::string> lines;
  for (const ShownJob& job : build.jobs) {
    std::string line = job_text(job) + joined(progress_parts(job.progress), ", ");
    if (const std::string slowest = slowest_text(job); !slowest.empty()) line += "; " + slowest;
    lines.push_back(line + "; " + jobs_text(build));
  }
  return lines;
}

}  // namespace accel
