// SPDX-License-Identifier: Apache-2.0
#include "view/picture_workers.h"

#include "base/file.h"
#include "base/sys.h"
#include "base/text.h"
#include "run/after_fork.h"
#include "run/cage.h"

#include <poll.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <new>
#include <optional>

namespace accel {
namespace {

using Kind = ShownPicture::Kind;

/// Before each answer. Both ends are forks of one program.
struct Head {
  std::uint32_t kind;  ///< Kind, or below
  std::int32_t width, height;
  std::uint64_t bytes;  ///< that follow: a reason, or data
};
/// The first answer, which a worker gives before it sees any picture.
constexpr std::uint32_t kReady = 98;
constexpr std::uint32_t kBroken = 99;  ///< the worker cannot work; with the reason

/// The most bytes accepted after a head, whatever a hostile worker says.
constexpr std::uint64_t kMostBytes = 256 << 20;
constexpr std::uint64_t kLongestReason = 1000;

void write_answer(const Fd& answers, const Head& head, std::string_view bytes) {
  write_all(answers, "answers", {reinterpret_cast<const char*>(&head), sizeof head});
  write_all(answers, "answers", bytes);
}

void write_reason(const Fd& answers, std::uint32_t kind, std::string_view reason) {
  reason = reason.substr(0, kLongestReason);
  write_answer(answers, {kind, 0, 0, reason.size()}, reason);
}

using Clock = std::chrono::steady_clock;

/// Reads one answer, and waits at most so long for all of it. Time in which this process was
/// stopped (Ctrl-Z) does not count, because its workers were stopped too.
class Answer {
 public:
  Answer(const Fd& from, int seconds) : from_(from), left_(std::chrono::seconds(seconds)) {}

  /// False if the pipe or the time ends before.
  bool read(void* out, std::size_t size) {
    auto* to = static_cast<char*>(out);
    while (size > 0) {
      if (!wait()) return false;
      const ssize_t n = sys::read(from_.get(), to, size);
      if (n < 0) throw SystemError("read", "pictures", errno);
      has_ended_ = n == 0;
      if (has_ended_) return false;
      to += n;
      size -= static_cast<std::size_t>(n);
    }
    return true;
  }
  bool has_ended() const { return has_ended_; }
  bool is_late() const { return left_ <= Clock::duration::zero(); }

 private:
  bool wait() {
    constexpr Clock::duration step = std::chrono::seconds(1);
    pollfd poll{from_.get(), POLLIN, 0};
    while (!is_late()) {
      const auto begin = Clock::now();
      if (sys::retry([&] { return ::poll(&poll, 1, 1000); }) > 0) {
        left_ -= std::min(Clock::now() - begin, step);
        return true;
      }
      left_ -= step;
    }
    return false;
  }

  const Fd& from_;
  Clock::duration left_;
  bool has_ended_ = false;
};

/// Nothing if the worker died, is late, or sends too much.
std::optional<ShownPicture> find_picture(Answer& answer) {
  Head head{};
  if (!answer.read(&head, sizeof head)) return std::nullopt;
  ShownPicture shown;
  shown.kind = static_cast<Kind>(head.kind);
  shown.size = {head.width, head.height};
  const bool is_refused = shown.kind == Kind::refused;
  if (head.bytes > (is_refused ? kLongestReason : kMostBytes)) return std::nullopt;
  shown.data.resize(head.bytes);
  if (!answer.read(shown.data.data(), head.bytes)) return std::nullopt;
  if (is_refused) {
    shown.reason.assign(shown.data.begin(), shown.data.end());
    shown.data.clear();
  }
  return shown;
}

/// False when the worker died before. Throws Error when it cannot work: it has seen no picture yet,
/// so that is true.
bool is_ready(Answer& answer) {
  Head head{};
  if (!answer.read(&head, sizeof head)) return false;
  if (head.kind == kReady) return true;
  std::string reason(std::min(head.bytes, kLongestReason), ' ');
  if (!answer.read(reason.data(), reason.size())) return false;
  throw Error("pictures cannot be read: " + reason);
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

/// The top of the worker and of each picture: no exception leaves it.
void PictureWorkers::be_worker(const Fd& answers, std::size_t first) const {
  try {
    prepare_worker(answers);
    for (std::size_t i = first; i < bytes_.size(); i += workers_.size()) answer(answers, bytes_[i]);
  } catch (...) {
    ::_exit(1);
  }
  ::_exit(0);
}

void PictureWorkers::prepare_worker(const Fd& answers) const {
  try {
    silence();
    close_inherited({answers.get()});
    if (order_.is_caged) enter_bare_cage();
  } catch (const std::exception& error) {
    write_reason(answers, kBroken, error.what());
    ::_exit(1);
  }
  write_answer(answers, {kReady, 0, 0, 0}, "");
}

void PictureWorkers::answer(const Fd& answers, Bytes encoded) const {
  constexpr auto kRefused = static_cast<std::uint32_t>(Kind::refused);
  try {
    const ShownPicture shown = made(encoded);
    const Bytes data(shown.data);
    write_answer(
        answers,
        {static_cast<std::uint32_t>(shown.kind), shown.size.width, shown.size.height, data.size()},
        data.text());
  } catch (const Error& error) {
    write_reason(answers, kRefused, error.message());
  } catch (const std::bad_alloc&) {
    write_reason(answers, kRefused, "out of memory");
  }
}

/// A picture that is passed on unchanged is still decoded, to find truncated ones.
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
  Answer answer(worker.answers, order_.most_seconds);
  if (!worker.is_ready) worker.is_ready = is_ready(answer);
  std::optional<ShownPicture> shown;
  if (worker.is_ready) shown = find_picture(answer);
  if (shown && fits(*shown)) return std::move(*shown);
  worker.child.signal(SIGKILL);  // one that has not died sends nonsense or hangs
  const std::string end = worker.child.wait().describe();
  start(worker, index + workers_.size());
  if (answer.is_late()) {
    return refused("its decoder did not finish within " +
                   counted(static_cast<std::uint64_t>(order_.most_seconds), "second"));
  }
  if (!answer.has_ended()) return refused("its decoder returned an invalid picture");
  return refused("its decoder " + (end.starts_with("killed") ? "was " + end : end));
}

/// Nothing that a worker sends is trusted: a picture may have taken it over.
bool PictureWorkers::fits(const ShownPicture& shown) const {
  if (shown.kind == Kind::refused) return true;
  const Size size = shown.size;
  if (size.width < 1 || size.height < 1) return false;
  if (order_.form == PictureOrder::Form::file) {
    return shown.kind == Kind::file || shown.kind == Kind::as_it_is;
  }
  return shown.kind == Kind::pixels && size.width <= order_.box.width &&
         size.height <= order_.box.height &&
         shown.data.size() ==
             3 * static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
}

}  // namespace accel
