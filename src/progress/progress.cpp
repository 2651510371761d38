// SPDX-License-Identifier: Apache-2.0
#include "progress/progress.h"

#include "base/file.h"
#include "base/sys.h"
#include "base/text.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>

namespace accel {
namespace {

constexpr std::chrono::milliseconds kDrawEvery{150};
constexpr std::chrono::milliseconds kNameEvery{900};  // a log may ask each second
constexpr double kLongestLog = 1e6;                   // seconds

ProgressKind settled(ProgressKind kind) {
  if (kind == ProgressKind::automatic) {
    const bool draws = ::isatty(STDERR_FILENO) != 0 && can_move_cursor();
    return draws ? ProgressKind::bar : ProgressKind::none;
  }
  if (kind == ProgressKind::bar && !can_move_cursor()) return ProgressKind::log;
  return kind;
}

int jobs_done(const Totals& totals) { return totals.made + totals.reused + totals.failed; }

}  // namespace

std::optional<ProgressWish> find_progress_wish(const std::string& text) {
  if (text == "auto") return ProgressWish{};
  if (text == "none") return ProgressWish{.kind = ProgressKind::none};
  if (text == "bar") return ProgressWish{.kind = ProgressKind::bar};
  if (text == "log") return ProgressWish{.kind = ProgressKind::log};
  const std::string prefix = "log:";
  if (!text.starts_with(prefix)) return std::nullopt;
  char* end = nullptr;
  const double seconds = std::strtod(text.c_str() + prefix.size(), &end);
  const bool is_number = end != text.c_str() + prefix.size() && *end == '\0';
  if (!is_number || !(seconds > 0) || seconds > kLongestLog) return std::nullopt;
  return ProgressWish{ProgressKind::log, seconds};
}

JobWatch::JobWatch(const JobSetup& setup, const std::string& path, pid_t pid)
    : method_(setup.task.method), job_(setup.job), pid_(pid), names_(path, setup) {}

ShownJob JobWatch::look(bool is_often) {
  if (!board_) board_ = BoardView::find(pid_);
  ShownJob shown{method_, job_, {}, ""};
  if (!board_) return shown;
  shown.progress = board_->read();
  shown.slowest_name = name_of_slowest(shown.progress, is_often);
  return shown;
}

/// If it is looked at often, a row's name is looked up only if the row was already the slowest at
/// the last look: others are gone before anyone reads them, and a look-up may go through a long
/// list.
std::string JobWatch::name_of_slowest(const JobProgress& progress, bool is_often) {
  const auto slowest = slowest_slice(progress);
  if (!slowest) return "";
  const SliceProgress& slice = progress.slices[*slowest];
  const Place now{slice.share.slice, slice.row};
  const bool stays = std::exchange(slowest_, now) == now;
  if (named_ == now) return name_;
  if (now.second < 0 || (!stays && is_often)) return "";
  const auto time = Clock::now();
  if (time < next_name_) return "";
  next_name_ = time + kNameEvery;
  named_ = now;
  name_ = names_.find(now.first, now.second);
  return name_;
}

Progress::Progress(const ProgressWish& wish, ColourWish colour, SharedBuildBoard& board,
                   std::function<int()> jobs_before)
    : kind_(settled(wish.kind)),
      every_(kDrawEvery),
      utf8_(is_utf8_locale()),
      colour_(wants_colour(colour, STDERR_FILENO)),
      board_(board),
      count_before_(std::move(jobs_before)),
      done_at_start_(jobs_done(board->totals)),
      lines_(STDERR_FILENO) {
  if (kind_ == ProgressKind::log) {
    every_ = std::chrono::duration_cast<Clock::duration>(
        std::chrono::duration<double>(wish.log_seconds));
  }
  next_ = Clock::now() + every_;
  if (kind_ != ProgressKind::bar) {
    notices_ = Fd(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3));
    return;
  }
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) throw SystemError("make", "a pipe", errno);
  shown_ = Fd(ends[0]);
  notices_ = Fd(ends[1]);
}

int Progress::jobs_before() {
  if (!jobs_before_) jobs_before_ = count_before_();
  return *jobs_before_;
}

void Progress::add(const JobSetup& setup, const std::string& path, pid_t pid) {
  if (kind_ == ProgressKind::none) return;
  if (jobs_.empty() && kind_ == ProgressKind::bar) {
    next_ = Clock::now() + every_;  // short jobs come and go unseen
  }
  jobs_.emplace_back(setup, path, pid);
}

void Progress::remove(const std::string& job) {
  jobs_.remove_if([&](const JobWatch& watch) { return watch.job() == job; });
}

int Progress::milliseconds_left() const {
  if (kind_ == ProgressKind::none || jobs_.empty()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(next_ - Clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000));
}

void Progress::update() {
  pass_on_notices();
  if (milliseconds_left() == 0) show();
}

void Progress::pause() {
  pass_on_notices();
  if (lines_.are_drawn()) next_ = Clock::now();
  lines_.erase();
}

ShownBuild Progress::look() {
  ShownBuild shown;
  for (JobWatch& job : jobs_) shown.jobs.push_back(job.look(kind_ == ProgressKind::bar));
  shown.jobs_done = jobs_done(board_->totals);
  const int ahead =
      jobs_before() - (shown.jobs_done - done_at_start_) - static_cast<int>(jobs_.size());
  shown.jobs_ahead = std::max(ahead, -1);
  return shown;
}

void Progress::show() {
  next_ = Clock::now() + every_;
  const ShownBuild shown = look();
  if (kind_ == ProgressKind::bar) {
    lines_.draw(progress_lines(shown, view_of(STDERR_FILENO, utf8_, colour_)));
    return;
  }
  for (const std::string& line : progress_log_lines(shown)) {
    std::fprintf(stderr, "accel: %s\n", line.c_str());
  }
}

void Progress::pass_on_notices() {
  char bytes[4096];
  while (shown_.is_open()) {
    const ssize_t n = sys::read(shown_.get(), bytes, sizeof bytes);
    if (n <= 0) break;
    lines_.erase();
    std::fwrite(bytes, 1, static_cast<std::size_t>(n), stderr);
  }
}

}  // namespace accel
