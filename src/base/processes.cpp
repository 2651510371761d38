// SPDX-License-Identifier: Apache-2.0
#include "base/processes.h"

#include "base/fd.h"
#include "base/sys.h"
#include "base/text.h"

#include <sys/prctl.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <climits>
#include <csignal>
#include <functional>
#include <memory>

namespace accel {
namespace {

std::string process_path(pid_t pid) { return "/proc/" + std::to_string(pid); }

/// The names in a folder, until `take` says false.
void each_name(const std::string& path, const std::function<bool(const char*)>& take) {
  Fd fd(sys::open(path.c_str(), O_RDONLY | O_DIRECTORY));
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::fdopendir(fd.get()), ::closedir);
  if (folder == nullptr) return;
  fd.release();  // it is the folder's now
  while (const dirent* entry = sys::readdir(folder.get())) {
    if (!take(entry->d_name)) break;
  }
}

/// Where a link leads; empty when that cannot be found out.
std::string link_text(const std::string& path) {
  char target[PATH_MAX];
  const ssize_t n = sys::readlink(path.c_str(), target, sizeof target);
  return {target, static_cast<std::size_t>(std::max<ssize_t>(n, 0))};
}

std::string contents(const std::string& path) {
  constexpr std::size_t kMost = std::size_t{256} * 1024;
  std::string text;
  const Fd fd(sys::open(path.c_str(), O_RDONLY));
  char bytes[4096];
  while (fd.is_open() && text.size() < kMost) {
    const ssize_t n = sys::read(fd.get(), bytes, sizeof bytes);
    if (n <= 0) break;
    text.append(bytes, static_cast<std::size_t>(n));
  }
  return text;
}

/// A field of proc(5)'s stat, counted from 1 as there, after the name; empty if the process is
/// gone.
std::string status_field(pid_t pid, std::size_t field) {
  // "17 (name, which may hold anything) S 16 ..."
  const std::string text = contents(process_path(pid) + "/stat");
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos || name_end + 2 >= text.size()) return "";
  constexpr std::size_t kFirst = 3;
  const std::vector<std::string> fields = split(text.substr(name_end + 2), ' ');
  return field - kFirst < fields.size() ? fields[field - kFirst] : "";
}

}  // namespace

std::vector<pid_t> list_processes() {
  std::vector<pid_t> pids;
  each_name("/proc", [&](const char* name) {
    pid_t pid = 0;
    const char* end = name + std::string_view(name).size();
    if (std::from_chars(name, end, pid).ptr == end) pids.push_back(pid);
    return true;
  });
  return pids;
}

std::vector<std::string> command_words(pid_t pid) {
  std::string text = contents(process_path(pid) + "/cmdline");
  if (text.ends_with('\0')) text.pop_back();
  return text.empty() ? std::vector<std::string>() : split(text, '\0');
}

std::vector<pid_t> children_of(pid_t parent) {
  std::vector<pid_t> pids;
  const std::string text =
      contents(process_path(parent) + "/task/" + std::to_string(parent) + "/children");
  for (const std::string& word : split(text, ' ')) {
    if (!word.empty()) pids.push_back(static_cast<pid_t>(std::stol(word)));
  }
  return pids;
}

void adopt_orphans() { ::prctl(PR_SET_CHILD_SUBREAPER, 1); }

/// By now, children of children are our children, and each may have left more. The list may lack
/// some while others exit (proc(5)); waitpid reports when none is left.
void end_children(const std::vector<pid_t>& spared) {
  constexpr int kRounds = 10'000;  // of a millisecond: what cannot be killed is left to the system
  for (int round = 0; round < kRounds; ++round) {
    std::vector<pid_t> children = children_of(::getpid());
    std::erase_if(children, [&](pid_t pid) { return std::ranges::count(spared, pid) > 0; });
    for (const pid_t pid : children) ::kill(pid, SIGKILL);
    const pid_t ended = ::waitpid(-1, nullptr, WNOHANG);
    if (ended < 0 && errno == ECHILD) return;
    if (ended != 0) continue;
    if (children.empty() && !spared.empty()) return;
    ::usleep(1000);
  }
}

pid_t parent_of(pid_t pid) {
  constexpr std::size_t kParent = 4;
  const std::string text = status_field(pid, kParent);
  pid_t parent = 0;
  std::from_chars(text.data(), text.data() + text.size(), parent);
  return parent;
}

std::string process_identity(pid_t pid) {
  constexpr std::size_t kStart = 22;  // in ticks, since the machine started
  const std::string start = status_field(pid, kStart);
  if (start.empty()) return "";
  std::string boot = contents("/proc/sys/kernel/random/boot_id");
  if (boot.ends_with('\n')) boot.pop_back();
  return std::to_string(pid) + " " + start + " " + boot;
}

std::string working_folder(pid_t pid) { return link_text(process_path(pid) + "/cwd"); }

std::optional<std::string> find_descriptor(pid_t pid, const std::string& target) {
  const std::string folder = process_path(pid) + "/fd";
  std::optional<std::string> found;
  each_name(folder, [&](const char* name) {
    const std::string path = folder + "/" + name;
    if (link_text(path) == target) found = path;
    return !found;
  });
  return found;
}

}  // namespace accel
