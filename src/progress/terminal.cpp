// SPDX-License-Identifier: Apache-2.0
#include "progress/terminal.h"

#include "base/sys.h"

#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <sys/ioctl.h>

#include <csignal>
#include <cstdlib>

namespace accel {
namespace {

volatile std::sig_atomic_t times_continued = 0;
void note_continued(int) { times_continued = times_continued + 1; }

bool is_set(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

}  // namespace

bool can_move_cursor() { return is_set("TERM") && std::string(std::getenv("TERM")) != "dumb"; }

bool wants_colour(ColourWish wish, int fd) {
  if (wish != ColourWish::automatic) return wish == ColourWish::always;
  return ::isatty(fd) != 0 && can_move_cursor() && !is_set("NO_COLOR");
}

bool is_utf8_locale() {
  const locale_t locale = ::newlocale(LC_CTYPE_MASK, "", nullptr);
  if (locale == nullptr) return false;
  const bool is_utf8 = std::string(::nl_langinfo_l(CODESET, locale)) == "UTF-8";
  ::freelocale(locale);
  return is_utf8;
}

View view_of(int fd, bool utf8, bool colour) {
  winsize size{};
  View view{80, 24, utf8, colour};
  if (::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
    view.width = size.ws_col;
    view.height = size.ws_row;
  }
  view.width -= 1;   // in the last column some terminals go on to the next line
  view.height -= 1;  // the cursor's line
  return view;
}

LiveLines::LiveLines(int fd) : fd_(fd) {
  struct sigaction action {};
  action.sa_handler = note_continued;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGCONT, &action, nullptr);
}

bool LiveLines::is_ours() const {
  const pid_t group = ::tcgetpgrp(fd_);  // -1: a terminal without jobs, or none
  return group < 0 || group == ::getpgrp();
}

void LiveLines::write(const std::string& text) const {
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t n = sys::write(fd_, rest.data(), rest.size());
    if (n <= 0) return;  // the terminal is gone; the build continues
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
}

/// After a stop the shell has printed below the lines: they stay.
std::string LiveLines::to_first_line() {
  if (times_continued != continued_) drawn_ = 0;
  continued_ = times_continued;
  return drawn_ > 0 ? "\r\x1b[" + std::to_string(drawn_) + "A" : "";
}

void LiveLines::draw(const std::vector<std::string>& lines) {
  if (!is_ours()) {
    drawn_ = 0;
    return;
  }
  pollfd ready{fd_, POLLOUT, 0};
  if (::poll(&ready, 1, 0) != 1) return;
  const int before = drawn_;
  std::string text = to_first_line();
  for (const std::string& line : lines) text += line + "\x1b[K\n";
  if (before > static_cast<int>(lines.size())) text += "\x1b[J";
  write(text);
  drawn_ = static_cast<int>(lines.size());
}

void LiveLines::erase() {
  if (drawn_ == 0 || !is_ours()) return;
  const std::string up = to_first_line();
  if (!up.empty()) write(up + "\x1b[J");
  drawn_ = 0;
}

}  // namespace accel
