// SPDX-License-Identifier: Apache-2.0
#include "cli/picture_workers.h"

#include "base/file.h"
#include "base/sys.h"
#include "base/text.h"
#include "run/after_fork.h"
#include "run/cage.h"

#include <algorithm>
#include <csignal>
#include <new>
#include <optional>

namespace accel {
namespace {

using Kind = ShownPicture::Kind;

/// Before each answer. Both ends are forks of one program.
struct Head {
  std::uint32_t kind;  ///< Kind, or kBroken
  std::int32_t width, height;
  std::uint64_t bytes;  ///< that follow: a reason, or data
};
constexpr std::uint32_t kBroken = 99;  ///< the worker cannot work; with the reason

/// What follows a head is never more, whatever a worker that was taken over says.
constexpr std::uint64_t kMostBytes = 256 << 20;
constexpr std::size_t kLongestReason = 1000;

void write_answer(const Fd& answers, const Head& head, std::string_view bytes) {
  write_all(answers, "answers", {reinterpret_cast<const char*>(&head), sizeof head});
  write_all(answers, "answers", bytes);
}

void write_reason(const Fd& answers, std::uint32_t kind, std::string_view reason) {
  reason = reason.substr(0, kLongestReason);
  write_answer(answers, {kind, 0, 0, reason.size()}, reason);
}

/// False when the pipe ends before.
bool read_whole(const Fd& fd, void* out, std::size_t size) {
  auto* to = static_cast<char*>(out);
  while (size > 0) {
    const ssize_t n = sys::read(fd.get(), to, size);
    if (n < 0) throw SystemError("read", "pictures", errno);
    if (n == 0) return false;
    to += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

struct Answer {
  std::uint32_t kind;
  ShownPicture shown;
};

/// Nothing when the worker died over it.
std::optional<Answer> find_answer(const Fd& answers) {
  Head head{};
  if (!read_whole(answers, &head, sizeof head) || head.bytes > kMostBytes) return std::nullopt;
  Answer answer{head.kind, {}};
  answer.shown.kind = static_cast<Kind>(head.kind);
  answer.shown.size = {head.width, head.height};
  answer.shown.data.resize(head.bytes);
  if (!read_whole(answers, answer.shown.data.data(), head.bytes)) return std::nullopt;
  if (head.kind == kBroken || answer.shown.kind == Kind::refused) {
    answer.shown.reason.assign(answer.shown.data.begin(), answer.shown.data.end());
    answer.shown.data.clear();
  }
  return answer;
}

void silence() {
  const Fd nothing(sys::open("/dev/null", O_RDWR));
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nothing.get(), fd);
}

ShownPicture refused(std::string reason) {
  ShownPicture shown;
  shown.reason = std::move(reason);
  return shown;
}

}  // namespace

PictureWorkers::PictureWorkers(Pictures& pictures, std::vector<Bytes> bytes,
                               const PictureOrder& order)
    : pictures_(pictures), bytes_(std::move(bytes)), order_(order) {
  workers_.resize(
      std::clamp<std::size_t>(order.workers, 1, std::max<std::size_t>(bytes_.size(), 1)));
  for (std::size_t i = 0; i < workers_.size(); ++i) start(workers_[i], i);
}

/// A worker makes the pictures first, first + workers, first + 2 * workers ...
void PictureWorkers::start(Worker& worker, std::size_t first) {
  worker = {};
  if (first >= bytes_.size()) return;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw SystemError("make", "a pipe", errno);
  worker.answers = Fd(ends[0]);
  const Fd theirs(ends[1]);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) throw SystemError("fork", "to read pictures", errno);
  if (pid == 0) {
    begin_child(parent);
    be_worker(theirs, first);
  }
  worker.child = Child(pid);
}

/// The edge of the worker, and of each picture: nothing is thrown further.
void PictureWorkers::be_worker(const Fd& answers, std::size_t first) const {
  try {
    silence();
    close_inherited(answers.get());
    if (order_.is_caged) enter_bare_cage();
  } catch (const std::exception& error) {
    write_reason(answers, kBroken, error.what());
    ::_exit(1);
  }
  for (std::size_t i = first; i < bytes_.size(); i += workers_.size()) {
    try {
      const ShownPicture shown = made(bytes_[i]);
      const Bytes data(shown.data);
      write_answer(answers,
                   {static_cast<std::uint32_t>(shown.kind), shown.size.width, shown.size.height,
                    data.size()},
                   data.text());
    } catch (const Error& error) {
      write_reason(answers, static_cast<std::uint32_t>(Kind::refused), error.message());
    } catch (const std::bad_alloc&) {
      write_reason(answers, static_cast<std::uint32_t>(Kind::refused), "out of memory");
    }
  }
  ::_exit(0);
}

/// What is left as it is, is decoded nevertheless: a picture that breaks off is none.
ShownPicture PictureWorkers::made(Bytes encoded) const {
  ShownPicture shown;
  if (order_.form == PictureOrder::Form::pixels) {
    Raster raster = pictures_.thumbnail(encoded, order_.box);
    shown.kind = Kind::pixels;
    shown.size = raster.size;
    shown.data = std::move(raster.pixels);
    return shown;
  }
  const Buffer file = pictures_.thumbnail_file(encoded, order_.box);
  shown.size = pictures_.size_of(encoded);
  if (encoded.size() <= order_.most_as_it_is && !pictures_.web_type(encoded).empty()) {
    shown.kind = Kind::as_it_is;
  } else {
    shown.kind = Kind::file;
    shown.data.assign(file.data(), file.data() + file.size());
  }
  return shown;
}

ShownPicture PictureWorkers::next() {
  const std::size_t index = next_++;
  Worker& worker = workers_[index % workers_.size()];
  std::optional<Answer> answer = find_answer(worker.answers);
  if (answer && answer->kind == kBroken) {
    throw Error("pictures cannot be read: " + answer->shown.reason);
  }
  if (answer) {
    check(answer->shown);
    return std::move(answer->shown);
  }
  worker.child.signal(SIGKILL);  // one that says too much still lives
  const std::string end = worker.child.wait().describe();
  start(worker, index + workers_.size());
  return refused("its decoder " + (end.starts_with("killed") ? "was " + end : end));
}

/// Nothing that a worker says is trusted: a picture may have taken it over.
void PictureWorkers::check(const ShownPicture& shown) const {
  if (shown.kind == Kind::refused) return;
  const bool wants_pixels = order_.form == PictureOrder::Form::pixels;
  const Size size = shown.size;
  bool fits = size.width >= 1 && size.height >= 1;
  if (wants_pixels) {
    fits = fits && shown.kind == Kind::pixels && size.width <= order_.box.width &&
           size.height <= order_.box.height &&
           shown.data.size() ==
               3 * static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
  } else {
    fits = fits && (shown.kind == Kind::file || shown.kind == Kind::as_it_is);
  }
  if (!fits) throw Error("pictures cannot be read: a decoder gave what is none");
}

}  // namespace accel
