// SPDX-License-Identifier: Apache-2.0
#include "progress/progress.h"

#include "base/file.h"
#include "base/interrupt.h"
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

Progress::Progress(const ProgressWish& wish, ColourWish colour, SharedBuildBoard& board,
                   std::function<int()> jobs_before)
    : kind_(settled(wish.kind)),
      every_(kDrawEvery),
      utf8_(is_utf8_locale()),
      colour_(wants_colour(colour, STDERR_FILENO)),
      board_(board),
      count_before_(std::move(jobs_before)),
      done_at_start_(jobs_done(board->totals)) {
  if (kind_ != ProgressKind::log) return;
  every_ =
      std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(wish.log_seconds));
  next_ = Clock::now() + every_;
}

int Progress::jobs_before() {
  if (!jobs_before_) jobs_before_ = count_before_();
  return *jobs_before_;
}

JobWatch::JobWatch(Progress& progress, const JobSetup& setup, const std::string& path)
    : progress_(progress),
      method_(setup.task.method),
      job_(setup.job),
      names_(path, setup),
      lines_(STDERR_FILENO) {
  if (progress_.kind_ != ProgressKind::bar) {
    notices_ = Fd(::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3));
    return;
  }
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) throw SystemError("make", "a pipe", errno);
  shown_ = Fd(ends[0]);
  notices_ = Fd(ends[1]);
}

/// The time until something is to be shown; -1: nothing is.
int JobWatch::milliseconds_left() const {
  if (progress_.kind_ == ProgressKind::none) return -1;
  const auto left =
      std::chrono::ceil<std::chrono::milliseconds>(progress_.next_ - Progress::Clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000));
}

void JobWatch::watch(const Child& process) {
  pid_ = process.pid();
  if (progress_.kind_ == ProgressKind::bar) {
    progress_.next_ = Progress::Clock::now() + progress_.every_;  // short jobs come and go unseen
  }
  while (!has_ended(process, milliseconds_left(), shown_.get())) {
    pass_on_notices();
    if (milliseconds_left() == 0) show();
  }
  lines_.erase();
}

void JobWatch::finish() {
  notices_.reset();
  pass_on_notices();
  shown_.reset();
}

ShownJob JobWatch::look() {
  if (!board_) board_ = BoardView::find(pid_);
  const int done = jobs_done(progress_.board_->totals);
  const int ahead = progress_.jobs_before() - (done - progress_.done_at_start_) - 1;
  ShownJob shown{method_, job_, {}, "", done, ahead >= 0 ? ahead : -1};
  if (!board_) return shown;
  shown.progress = board_->read();
  shown.slowest_name = name_of_slowest(shown.progress);
  return shown;
}

/// On a terminal, a row's name is looked up only if the row was already the slowest at the last
/// look: others are gone before they are read, and a look-up may go through a long list.
std::string JobWatch::name_of_slowest(const JobProgress& progress) {
  const auto slowest = slowest_slice(progress);
  if (!slowest) return "";
  const SliceProgress& slice = progress.slices[*slowest];
  const Place now{slice.share.slice, slice.row};
  const bool stays = std::exchange(slowest_, now) == now;
  if (named_ == now) return name_;
  if (now.second < 0 || (!stays && progress_.kind_ == ProgressKind::bar)) return "";
  const auto time = Progress::Clock::now();
  if (time < next_name_) return "";
  next_name_ = time + kNameEvery;
  named_ = now;
  name_ = names_.find(now.first, now.second);
  return name_;
}

void JobWatch::show() {
  progress_.next_ = Progress::Clock::now() + progress_.every_;
  const ShownJob shown = look();
  if (progress_.kind_ == ProgressKind::bar) {
    lines_.draw(progress_lines(shown, view_of(STDERR_FILENO, progress_.utf8_, progress_.colour_)));
  } else {
    std::fprintf(stderr, "accel: %s\n", progress_log_line(shown).c_str());
  }
}

void JobWatch::pass_on_notices() {
  char bytes[4096];
  while (shown_.is_open()) {
    const ssize_t n = sys::read(shown_.get(), bytes, sizeof bytes);
    if (n <= 0) break;
    lines_.erase();
    std::fwrite(bytes, 1, static_cast<std::size_t>(n), stderr);
  }
}

}  // namespace accel
