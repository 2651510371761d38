// SPDX-License-Identifier: Apache-2.0
#include "workdir/build_log.h"

#include "base/identity.h"
#include "base/json.h"
#include "base/processes.h"
#include "base/text.h"
#include "job/job_id.h"
#include "workdir/log_events.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <memory>

namespace accel {
namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t{4} << 20;  // of a log before it is compacted
constexpr std::size_t kHeadBytes = 256;                       // a line about compaction is shorter

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

std::uint64_t size_of(const std::string& path) {
  const auto stat = find_stat(path);
  return stat ? stat->size : 0;
}

std::string lock_path(const std::string& folder) { return folder + "/lock"; }

/// How many bytes were needed when the log was last compacted.
std::uint64_t bytes_needed_before(const std::string& path) {
  const std::string head = find_head(path, kHeadBytes).value_or("");
  const Document event = parse_json_or_null(head.substr(0, head.find('\n')));
  return find_member<std::uint64_t>(event, "needed").value_or(0);
}

/// The builds that last_runs() needs of any script.
std::set<std::string> needed_builds(const std::vector<LoggedBuild>& builds) {
  std::set<std::string> names;
  for (const std::string& script : scripts_in(builds)) {
    for (const RunPlace& place : last_places(builds, script)) names.insert(place.build->name);
  }
  return names;
}

/// A deleted script requests nothing. A project that is missing may be on a disk that is not
/// mounted, and a name that is not UTF-8 was not stored exactly.
bool may_be_there(const std::string& project, const std::string& script) {
  const bool is_whole = script.find("\xEF\xBF\xBD") == std::string::npos;
  return !is_whole || !exists(project) || exists(normal_path(join_path(project, script)));
}

/// The job of `workdir` that a path is in.
std::optional<std::string> find_job_of(const std::string& path, const std::string& workdir) {
  if (!path.starts_with(workdir + "/")) return std::nullopt;
  std::string name = path.substr(workdir.size() + 1);
  name.resize(std::min(name.size(), name.find('/')));
  if (!find_job_id(name)) return std::nullopt;
  return name;
}

/// accel's own links are direct; one that a user made may lead through others.
std::optional<std::string> find_job_behind(const std::string& link, const std::string& workdir) {
  const auto target = find_link(link);
  if (!target) return std::nullopt;
  const std::string path = normal_path(join_path(parent_path(link), *target));
  if (auto job = find_job_of(path, workdir)) return job;
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(link.c_str(), nullptr), std::free);
  const std::unique_ptr<char, void (*)(void*)> root(::realpath(workdir.c_str(), nullptr),
                                                    std::free);
  return real && root ? find_job_of(real.get(), root.get()) : std::nullopt;
}

constexpr const char* kMethodMember = ",\"method\":";

/// The number of a line's call among those of its method; -1 if the line is not of a call.
int nth_of(std::string_view line) {
  constexpr std::string_view kMember = "\"nth\":";
  int nth = -1;
  const auto at = line.find(kMember);
  if (at != line.npos) {
    std::from_chars(line.data() + at + kMember.size(), line.data() + line.size(), nth);
  }
  return nth;
}

/// The last call of a method among the lines that were read so far, from the end backwards. Calls
/// of one script may end in any order, so an earlier line may be of a later call.
struct LastCall {
  std::string head;    ///< what the lines of its script's calls begin with
  std::string method;  ///< what all lines of the method contain
  int nth = 0;
  bool is_before(std::string_view line) const {
    return line.starts_with(head) && nth < nth_of(line);
  }
};

}  // namespace

struct BuildLog::Waiting {
  std::atomic<std::uint32_t> size{0};
  char text[(std::size_t{64} << 10) - 64];
};

BuildLog::BuildLog(const Project& project, const std::vector<std::string>& scripts,
                   const std::vector<std::string>& arguments, bool is_kept)
    : workdir_(project.workdir), began_ns_(now_ns()) {
  if (!is_kept) return;
  build_ = std::to_string(::getpid()) + "." + std::to_string(began_ns_);
  beginning_ = json_line({{"event", "begin"},
                          {"build", build_},
                          {"at", utc_time(std::time(nullptr))},
                          {"project", project_in_log(project)},
                          {"scripts", scripts},
                          {"arguments", arguments},
                          {"host", host_name()},
                          {"user", user_name()},
                          {"process", process_identity(::getpid())}});
  path_ = log_path(project);
  waiting_ = SharedMemory("accel log", sizeof(Waiting));
  if (exists(workdir_)) try_open();
}

void BuildLog::open() {
  if (path_.empty() || use_) return;
  make_folders(workdir_, Durable::yes);
  try_open();
}

void BuildLog::try_open() {
  if (::access(workdir_.c_str(), W_OK) != 0) return;
  make_folders(parent_path(path_));
  use_.emplace(lock_path(parent_path(path_)));
  use_->hold(0, 1);
  size_before_ = size_of(path_);
  append(std::exchange(beginning_, ""));
}

void BuildLog::append(const std::string& text) {
  if (use_ && !text.empty()) append_line(path_, text);
}

void BuildLog::add(std::string line) {
  if (!use_) return;
  line += '\n';
  if (waiting().size + line.size() > sizeof waiting().text) flush();
  if (line.size() > sizeof waiting().text) {
    line.pop_back();
    append(line);
    return;
  }
  std::memcpy(waiting().text + waiting().size, line.data(), line.size());
  waiting().size += static_cast<std::uint32_t>(line.size());
}

void BuildLog::flush() {
  if (!use_ || waiting().size == 0) return;
  append(std::string(waiting().text, waiting().size - 1));
  waiting().size = 0;
}

void BuildLog::call(const std::string& script, const LoggedCall& call) {
  // Put together by hand: as a Document it would be a tenth of what reusing a job costs. An id and
  // an outcome have nothing to be escaped.
  if (script != call_script_) {
    call_script_ = script;
    call_head_ = "{\"event\":\"call\",\"build\":\"" + build_ + "\",\"script\":" + json_line(script);
  }
  std::string line = call_head_ + ",\"method\":" + json_line(call.method) +
                     ",\"nth\":" + std::to_string(call.nth) + ",\"job\":\"" + call.job +
                     "\",\"outcome\":\"" + call.outcome + "\"";
  const bool is_reused = call.outcome == "reused";
  if (!is_reused) line += ",\"seconds\":" + json_line(call.seconds);
  add(line + "}");
  if (!is_reused) flush();
}

void BuildLog::links(const std::string& script, const LoggedLinks& links) {
  add(json_line({{"event", "links"},
                 {"build", build_},
                 {"script", script},
                 {"job", links.job},
                 {"pattern", links.pattern},
                 {"folder", links.folder},
                 {"first", links.first},
                 {"count", links.count}}));
}

void BuildLog::done(const std::string& script) {
  add(json_line({{"event", "done"}, {"build", build_}, {"script", script}}));
  flush();
}

std::map<std::string, std::string> BuildLog::last_jobs() const {
  std::map<std::string, std::string> jobs;
  if (!use_) return jobs;
  const std::uint64_t size = size_of(path_);
  const std::string text = read_end(path_, size - std::min(size, size_before_));
  std::vector<LastCall> found;
  for (std::string_view rest = text; !rest.empty();) {
    rest.remove_suffix(rest.ends_with('\n') ? 1 : 0);
    const std::string_view line = rest.substr(rest.rfind('\n') + 1);
    rest.remove_suffix(line.size());
    const auto is_of = [&](const LastCall& call) { return line.find(call.method) != line.npos; };
    auto last = std::ranges::find_if(found, is_of);
    if (last != found.end() && !last->is_before(line)) continue;  // costs less than parsing JSON
    const Document event = parse_json_or_null(line);
    if (find_member<std::string>(event, "build") != build_) continue;
    const auto method = find_member<std::string>(event, "method");
    const auto job = find_member<std::string>(event, "job");
    if (!method || !job || find_member<std::string>(event, "outcome") == "failed") continue;
    jobs[*method] = *job;
    if (last == found.end()) last = found.insert(last, LastCall());
    *last = {std::string(line.substr(0, line.find(kMethodMember))),
             kMethodMember + json_line(*method) + ",", nth_of(line)};
  }
  return jobs;
}

void BuildLog::end(int exit_code, int made, int reused, int failed) {
  if (!use_) return;
  try {  // no build fails for the last line of its log
    flush();
    append(json_line({{"event", "end"},
                      {"build", build_},
                      {"exit", exit_code},
                      {"seconds", static_cast<double>(now_ns() - began_ns_) / 1e9},
                      {"made", made},
                      {"reused", reused},
                      {"failed", failed}}));
    use_.reset();
    compact_log(path_, kMostBytes);
  } catch (const SystemError&) {
    return;
  }
}

void compact_log(const std::string& path, std::uint64_t most_bytes) {
  const std::uint64_t size = size_of(path);
  if (size <= most_bytes || size <= most_bytes + 2 * bytes_needed_before(path)) return;
  ByteLock lock(lock_path(parent_path(path)), 0);
  if (!lock.try_lock()) return;  // another build appends to it
  const std::string text = read_file(path);
  const std::vector<LoggedBuild> builds = parse_log(text, LogCalls::left_out);
  std::set<std::string> kept = needed_builds(builds);
  std::map<std::string, std::uint64_t> bytes;
  const std::vector<std::string> lines = split(text, '\n');
  for (const std::string& line : lines) bytes[build_of(line)] += line.size() + 1;
  std::uint64_t needed = 0;
  for (const std::string& name : kept) needed += bytes[name];
  std::uint64_t newest = 0;  // besides, a quarter of the room is for the newest
  for (auto build = builds.rbegin(); build != builds.rend(); ++build) {
    newest += bytes[build->name];
    if (newest > most_bytes / 4) break;
    kept.insert(build->name);
  }
  std::string left = json_line({{"event", "compacted"}, {"needed", needed}}) + "\n";
  for (const std::string& line : lines) {
    if (kept.contains(build_of(line))) left += line + "\n";
  }
  write_file(path, left, Durable::yes);
}

WantedJobs::WantedJobs(const Project& project) : project_(project), projects_{project.folder} {
  stamps_ = stamps();
  read_logs();
  for (const std::string& folder : projects_) {
    const std::string results = folder + "/results";
    for (const std::string& name : list_tree(results)) {
      const auto job = find_job_behind(join_path(results, name), project_.workdir);
      if (job) ids_.insert(*job);
    }
  }
}

bool WantedJobs::look_again() {
  Stamps now = stamps();
  if (now == stamps_) return false;
  stamps_ = std::move(now);
  read_logs();
  return true;
}

WantedJobs::Stamps WantedJobs::stamps() const {
  Stamps stamps;
  const std::string folder = log_folder(project_.workdir);
  for (const std::string& name : list_folder(folder)) {
    stamps[join_path(folder, name)] = find_stat(join_path(folder, name));
  }
  return stamps;
}

void WantedJobs::read_logs() {
  const std::string folder = log_folder(project_.workdir);
  for (const std::string& name : list_folder(folder)) {
    if (!name.ends_with(".jsonl")) continue;
    const auto builds = parse_log(find_contents(join_path(folder, name)).value_or(""));
    for (const std::string& script : scripts_in(builds)) want_runs(last_places(builds, script));
  }
  read_old_records();
}

void WantedJobs::want_runs(const std::vector<RunPlace>& places) {
  for (const RunPlace& place : places) {
    const std::string project = project_of(*place.build, project_.workdir);
    projects_.insert(project);
    if (place.run->done) done_.emplace(project, place.run->script);
    if (!may_be_there(project, place.run->script)) continue;
    for (const LoggedCall& call : place.run->calls) ids_.insert(call.job);
    for (const LoggedLinks& links : place.run->links) ids_.insert(links.job);
  }
}

/// What scripts requested that last ran before the log was introduced: one file for each script.
void WantedJobs::read_old_records() {
  const std::string folder = log_folder(project_.workdir);
  for (const std::string& name : list_folder(folder)) {
    const std::string path = join_path(folder, name);
    const auto record = name.ends_with(".json") ? find_json(path) : std::nullopt;
    if (!record) continue;
    const auto project = json_get<std::string>(*record, "project", path);
    const auto script = json_get<std::string>(*record, "script", path);
    const auto jobs = json_get<std::vector<std::string>>(*record, "jobs", path);
    if (done_.contains({project, script}) || !may_be_there(project, script)) continue;
    ids_.insert(jobs.begin(), jobs.end());
    projects_.insert(project);
  }
}

}  // namespace accel
