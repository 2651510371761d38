// SPDX-License-Identifier: Apache-2.0
#include "build/journal.h"

#include "base/identity.h"
#include "base/json.h"
#include "base/lock.h"
#include "base/processes.h"
#include "base/text.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <ctime>
#include <map>

namespace accel {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t{16}
                                     << 20;   // of one file; the one before is kept
constexpr std::size_t kBytesOfABuild = 4096;  // to begin with, when the last are read

std::string journal_path(const std::string& folder) { return folder + "/journal.jsonl"; }

std::string older_path(const std::string& path) { return path + ".1"; }

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// Under a lock: a second that came too late would put the new file over the old.
void rotate(const std::string& path) {
  const auto is_large = [&] {
    const auto stat = find_stat(path);
    return stat && stat->size > kMostBytes;
  };
  if (!is_large()) return;
  ByteLock lock(path + ".lock", 0);
  lock.lock();
  if (is_large()) rename_file(path, older_path(path));
}

/// Of a build that says which process it is.
bool is_alive(const JournalBuild& build) {
  pid_t pid = 0;
  const std::string& name = build.process;
  std::from_chars(name.data(), name.data() + name.size(), pid);
  return pid > 0 && build.host == host_name() && process_identity(pid) == name;
}

using Builds = std::map<std::string, JournalBuild>;

/// The members that are there, and of the right type: a damaged line loses what is wrong with it.
template <class T>
void take(const Document& event, const char* name, T& value) {
  const auto found = event.find(name);
  if (found != event.end() && detail::JsonIs<T>::check(*found)) value = found->get<T>();
}

void take_event(const Document& event, const std::string& kind, JournalBuild& build) {
  if (kind == "begin") {
    take(event, "at", build.started);
    take(event, "workdir", build.workdir);
    take(event, "host", build.host);
    take(event, "user", build.user);
    take(event, "process", build.process);
    take(event, "scripts", build.scripts);
    take(event, "arguments", build.arguments);
  } else if (kind == "job") {
    JournalJob& job = build.jobs.emplace_back();
    take(event, "job", job.id);
    take(event, "method", job.method);
    take(event, "failed", job.failed);
    take(event, "seconds", job.seconds);
  } else if (kind == "end") {
    int code = 0;
    take(event, "exit", code);
    build.exit_code = code;
    take(event, "seconds", build.seconds);
    take(event, "made", build.made);
    take(event, "reused", build.reused);
    take(event, "failed", build.failed);
  }
}

/// The last `size` bytes, from the beginning of a line.
std::string read_end(const std::string& path, std::uint64_t size) {
  const auto file = find_file(path, O_RDONLY);
  if (!file) return "";
  const std::uint64_t all = stat_of(*file, path).size;
  const std::uint64_t begin = all > size ? all - size : 0;
  std::string text(all - begin, '\0');
  text.resize(read_at(*file, path, text.data(), text.size(), begin));
  if (begin > 0) text.erase(0, std::min(text.find('\n'), text.size() - 1) + 1);
  return text;
}

std::vector<JournalBuild> parse_events(const std::string& text) {
  std::vector<std::string> order;
  Builds builds;
  for (const std::string& line : split(text, '\n')) {
    const Document event = Document::parse(line, nullptr, false);
    std::string build, kind;
    if (!event.is_object()) continue;
    take(event, "build", build);
    take(event, "event", kind);
    const bool is_known = builds.contains(build);
    if (kind != "begin" && !is_known) continue;  // its beginning is further up
    if (!is_known) order.push_back(build);
    take_event(event, kind, builds[build]);
  }
  std::vector<JournalBuild> list;
  for (const std::string& name : order) {
    JournalBuild& build = builds[name];
    build.is_running = !build.exit_code && is_alive(build);
    list.push_back(std::move(build));
  }
  return list;
}

}  // namespace

Journal::Journal(const Project& project, const std::vector<std::string>& scripts,
                 const std::vector<std::string>& arguments, bool is_kept)
    : folder_(is_kept ? project.cache() : ""),
      began_ns_(now_ns()),
      build_(std::to_string(::getpid()) + "." + std::to_string(began_ns_)) {
  beginning_ = json_line({{"event", "begin"},
                          {"build", build_},
                          {"at", utc_time(std::time(nullptr))},
                          {"workdir", project.workdir},
                          {"scripts", scripts},
                          {"arguments", arguments},
                          {"host", host_name()},
                          {"user", user_name()},
                          {"process", process_identity(::getpid())}}) +
               "\n";
  note("");
}

void Journal::note(const std::string& line) const {
  if (folder_.empty() || ::access(folder_.c_str(), W_OK) != 0) return;
  const std::string path = journal_path(folder_);
  try {  // no build fails for its journal
    if (!beginning_.empty()) {
      rotate(path);
    }
    std::string text = beginning_ + line;
    if (!text.empty()) text.pop_back();
    append_line(path, text);
    beginning_.clear();
  } catch (const SystemError&) {
    return;
  }
}

void Journal::job(const std::string& id, const std::string& method, bool failed,
                  double seconds) const {
  note(json_line({{"event", "job"},
                  {"build", build_},
                  {"job", id},
                  {"method", method},
                  {"failed", failed},
                  {"seconds", seconds}}) +
       "\n");
}

void Journal::end(int exit_code, int made, int reused, int failed) const {
  const double seconds = static_cast<double>(now_ns() - began_ns_) / 1e9;
  note(json_line({{"event", "end"},
                  {"build", build_},
                  {"exit", exit_code},
                  {"seconds", seconds},
                  {"made", made},
                  {"reused", reused},
                  {"failed", failed}}) +
       "\n");
}

std::vector<JournalBuild> read_journal(const Project& project, std::size_t most) {
  const std::string path = journal_path(project.cache());
  const auto stat = find_stat(path);
  const std::uint64_t all = stat ? stat->size : 0;
  std::vector<JournalBuild> builds;
  // Builds are short as a rule, but one may have made ten thousand jobs.
  for (std::uint64_t size = most * kBytesOfABuild;; size *= 4) {
    builds = parse_events(read_end(path, size));
    if (builds.size() >= most || size >= all) break;
  }
  if (builds.size() < most && exists(older_path(path))) {
    builds = parse_events(read_end(older_path(path), 2 * kMostBytes) + read_end(path, all));
  }
  const std::size_t more = builds.size() - std::min(builds.size(), most);
  builds.erase(builds.begin(), builds.begin() + static_cast<std::ptrdiff_t>(more));
  return builds;
}

}  // namespace accel
