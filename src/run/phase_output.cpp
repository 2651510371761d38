// SPDX-License-Identifier: Apache-2.0
#include "run/phase_output.h"

#include "base/sys.h"
#include "base/text.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace accel {
namespace {

constexpr std::size_t kHead = 1 << 20;
constexpr std::size_t kTail = 1 << 20;
constexpr std::size_t kRecent = 2048;
constexpr std::size_t kMostLines = 10;

/// Keeps the last `most` bytes; cuts rarely, so that appending stays cheap.
void keep_last(std::string& text, std::string_view more, std::size_t most) {
  text += more;
  if (text.size() > 2 * most) text.erase(0, text.size() - most);
}

/// What a method prints may contain untrusted file names, so a terminal gets no control characters.
void echo(std::string_view bytes) {
  static const bool is_terminal = ::isatty(STDERR_FILENO) != 0;
  const std::string text = is_terminal ? printable(bytes) : std::string(bytes);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace

OutputFile::OutputFile(std::string path, Fd pipe, bool echo)
    : path_(std::move(path)), pipe_(std::move(pipe)), echo_(echo) {
  ::fcntl(pipe_.get(), F_SETFL, O_NONBLOCK);
}

bool OutputFile::read_some() {
  char bytes[64 * 1024];
  const ssize_t n = sys::retry([&] { return ::read(pipe_.get(), bytes, sizeof bytes); });
  if (n < 0 && errno == EAGAIN) return true;
  if (n <= 0) return false;
  add({bytes, static_cast<std::size_t>(n)});
  return true;
}

/// A disk error must not end the reading: the output is still shown when the job fails.
void OutputFile::write(std::string_view bytes) {
  if (error_ || bytes.empty()) return;
  try {
    if (!file_.is_open()) {
      make_folders(parent_path(path_));
      file_ = open_file(path_, O_WRONLY | O_CREAT | O_TRUNC);
    }
    write_all(file_, path_, bytes);
  } catch (const SystemError& error) {
    error_ = error;
  }
}

void OutputFile::add(std::string_view bytes) {
  if (echo_) echo(bytes);
  keep_last(recent_, bytes, kRecent);
  const std::size_t head = std::min<std::size_t>(bytes.size(), kHead - written_);
  write(bytes.substr(0, head));
  written_ += head;
  const std::size_t before = tail_.size();
  keep_last(tail_, bytes.substr(head), kTail);
  left_out_ += before + (bytes.size() - head) - tail_.size();
}

void OutputFile::finish() {
  if (!pipe_.is_open()) return;
  char bytes[64 * 1024];
  // No more than the pipe holds: a process may still write.
  for (std::int64_t left = ::fcntl(pipe_.get(), F_GETPIPE_SZ); left > 0;) {
    const ssize_t n = sys::retry([&] { return ::read(pipe_.get(), bytes, sizeof bytes); });
    if (n <= 0) break;
    add({bytes, static_cast<std::size_t>(n)});
    left -= n;
  }
  pipe_.reset();
  if (left_out_ > 0) write("\n[... " + counted(left_out_, "byte") + " left out ...]\n");
  write(tail_);
  file_.reset();
}

std::string OutputFile::last_lines() const {
  std::vector<std::string> lines = split(recent_, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  if (lines.size() > kMostLines) {
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(kMostLines));
  }
  return joined(lines, "\n");
}

}  // namespace accel
