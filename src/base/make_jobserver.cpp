// SPDX-License-Identifier: Apache-2.0
#include "base/make_jobserver.h"

#include "base/file.h"
#include "base/sys.h"
#include "base/text.h"

#include <fcntl.h>

#include <charconv>
#include <cstdlib>
#include <utility>
#include <vector>

namespace accel {
namespace {

constexpr std::string_view kAuth = "--jobserver-auth=";
constexpr std::string_view kOldAuth = "--jobserver-fds=";  // before make 4.2
constexpr std::string_view kFifo = "fifo:";
constexpr std::string_view kNamed = "MAKEFLAGS names ";

bool is_auth(std::string_view word) {
  return word.starts_with(kAuth) || word.starts_with(kOldAuth);
}

/// How many of the words are flags: the words after "--" set variables.
std::size_t count_flags(const std::vector<std::string>& words) {
  std::size_t count = 0;
  while (count < words.size() && words[count] != "--") ++count;
  return count;
}

/// The two numbers of "3,4".
std::optional<std::pair<int, int>> find_descriptors(std::string_view auth) {
  int read = 0;
  int write = 0;
  const char* const end = auth.data() + auth.size();
  const auto first = std::from_chars(auth.data(), end, read);
  if (first.ec != std::errc() || first.ptr == end || *first.ptr != ',') return std::nullopt;
  const auto second = std::from_chars(first.ptr + 1, end, write);
  if (second.ec != std::errc() || second.ptr != end) return std::nullopt;
  return std::pair(read, write);
}

/// Why the descriptors are not the two ends of one pipe; empty if they are.
std::string pipe_problem(int read, int write) {
  struct stat status[2];
  const int fds[] = {read, write};
  for (const int i : {0, 1}) {
    const std::string name = "descriptor " + std::to_string(fds[i]);
    if (sys::fstat(fds[i], &status[i]) != 0) return name + ", which is closed";
    if (!S_ISFIFO(status[i].st_mode)) return name + ", which is not a pipe";
  }
  const bool is_one = status[0].st_dev == status[1].st_dev && status[0].st_ino == status[1].st_ino;
  return is_one ? ""
                : "descriptors " + std::to_string(read) + " and " + std::to_string(write) +
                      ", which belong to different pipes";
}

void close_on_exec(int fd) {
  constexpr int kLastStandard = 2;
  if (fd > kLastStandard) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

std::string path_of(int fd) { return "/proc/self/fd/" + std::to_string(fd); }

}  // namespace

/// Opens the writing end first: this fails if nobody reads the pipe, because make has ended.
std::optional<MakeJobserver> MakeJobserver::open(const std::string& read_path,
                                                 const std::string& write_path,
                                                 std::string& problem) {
  Fd write(sys::open(write_path.c_str(), O_WRONLY | O_NONBLOCK));
  if (!write.is_open() && errno == ENXIO) {
    problem = std::string(kNamed) + write_path + ", but make has ended";
    return std::nullopt;
  }
  Fd read(write.is_open() ? sys::open(read_path.c_str(), O_RDONLY | O_NONBLOCK) : -1);
  if (!read.is_open()) {
    problem = SystemError("open", write.is_open() ? read_path : write_path, errno).message();
    return std::nullopt;
  }
  return MakeJobserver(std::move(read), std::move(write));
}

std::optional<MakeJobserver> MakeJobserver::find(const std::string& auth, std::string& problem) {
  if (auth.starts_with(kFifo)) {
    const std::string path = auth.substr(kFifo.size());
    struct stat status;
    if (sys::stat(path.c_str(), &status) == 0 && !S_ISFIFO(status.st_mode)) {
      problem = std::string(kNamed) + path + ", which is not a pipe";
      return std::nullopt;
    }
    return open(path, path, problem);
  }
  const auto fds = find_descriptors(auth);
  if (!fds) {
    problem = std::string(kNamed) + quote(auth) + ", which accel does not understand";
    return std::nullopt;
  }
  const auto [read, write] = *fds;
  if (read < 0 || write < 0) {
    problem = "make did not pass them on";
    return std::nullopt;
  }
  if (const std::string reason = pipe_problem(read, write); !reason.empty()) {
    problem = std::string(kNamed) + reason;
    return std::nullopt;
  }
  close_on_exec(read);
  close_on_exec(write);
  return open(path_of(read), path_of(write), problem);
}

std::optional<char> MakeJobserver::try_take() {
  char core = 0;
  return sys::read(read_.get(), &core, 1) == 1 ? std::optional(core) : std::nullopt;
}

/// Cannot fail: the pipe has room, because the byte came from it.
void MakeJobserver::give_back(char core) {
  [[maybe_unused]] const ssize_t written = sys::write(write_.get(), &core, 1);
}

std::optional<std::string> find_jobserver_auth(std::string_view makeflags) {
  const std::vector<std::string> words = split(makeflags, ' ');
  for (std::size_t i = count_flags(words); i-- > 0;) {
    if (is_auth(words[i])) return words[i].substr(words[i].find('=') + 1);
  }
  return std::nullopt;
}

std::string without_jobserver(std::string_view makeflags) {
  std::vector<std::string> words = split(makeflags, ' ');
  const auto flags_end = words.begin() + static_cast<std::ptrdiff_t>(count_flags(words));
  const auto goes = [](const std::string& word) { return is_auth(word) || word.starts_with("-j"); };
  words.erase(std::remove_if(words.begin(), flags_end, goes), flags_end);
  return joined(words, " ");
}

CoresOfMake take_cores_of_make() {
  CoresOfMake cores;
  const char* const makeflags = std::getenv("MAKEFLAGS");
  const auto auth = makeflags != nullptr ? find_jobserver_auth(makeflags) : std::nullopt;
  if (!auth) return cores;
  cores.jobserver = MakeJobserver::find(*auth, cores.problem);
  ::setenv("MAKEFLAGS", without_jobserver(makeflags).c_str(), 1);
  return cores;
}

}  // namespace accel
