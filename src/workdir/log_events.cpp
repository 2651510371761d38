// SPDX-License-Identifier: Apache-2.0
#include "workdir/log_events.h"

#include "base/hash.h"
#include "base/identity.h"
#include "base/processes.h"
#include "base/text.h"

#include <fcntl.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace accel {
namespace {

constexpr std::uint64_t kFirstLook = std::uint64_t{4} << 10;  // bytes at the end of a log

/// Whether a build that names its process still runs.
bool is_alive(const LoggedBuild& build) {
  pid_t pid = 0;
  const std::string& name = build.process;
  std::from_chars(name.data(), name.data() + name.size(), pid);
  return pid > 0 && build.host == host_name() && process_identity(pid) == name;
}

void take_begin(const Document& event, LoggedBuild& build) {
  take_member(event, "at", build.started);
  take_member(event, "project", build.project);
  take_member(event, "host", build.host);
  take_member(event, "user", build.user);
  take_member(event, "process", build.process);
  take_member(event, "scripts", build.scripts);
  take_member(event, "arguments", build.arguments);
}

void take_end(const Document& event, LoggedBuild& build) {
  build.exit_code = find_member<int>(event, "exit").value_or(0);
  take_member(event, "seconds", build.seconds);
  take_member(event, "made", build.made);
  take_member(event, "reused", build.reused);
  take_member(event, "failed", build.failed);
}

void take_call(const Document& event, ScriptRun& run) {
  LoggedCall& call = run.calls.emplace_back();
  take_member(event, "method", call.method);
  take_member(event, "nth", call.nth);
  take_member(event, "job", call.job);
  take_member(event, "outcome", call.outcome);
  take_member(event, "seconds", call.seconds);
}

void take_links(const Document& event, ScriptRun& run) {
  LoggedLinks& links = run.links.emplace_back();
  take_member(event, "job", links.job);
  take_member(event, "pattern", links.pattern);
  take_member(event, "folder", links.folder);
  take_member(event, "first", links.first);
  take_member(event, "count", links.count);
}

void take_event(const Document& event, const std::string& kind, std::size_t line,
                LoggedBuild& build) {
  if (kind == "begin") return take_begin(event, build);
  if (kind == "end") return take_end(event, build);
  std::string script;
  take_member(event, "script", script);
  if (kind == "call") take_call(event, build.run_of(script));
  if (kind == "links") take_links(event, build.run_of(script));
  if (kind == "done") build.run_of(script).done = line;
}

/// The end of the log, from four times as far in front each time, until its builds are enough.
template <class IsEnough>
std::string read_until(const std::string& path, const IsEnough& is_enough) {
  const auto stat = find_stat(path);
  const std::uint64_t all = stat ? stat->size : 0;
  for (std::uint64_t size = kFirstLook;; size *= 4) {
    std::string text = read_end(path, size);
    if (size >= all || is_enough(parse_log(text, LogCalls::left_out))) return text;
  }
}

/// What the calls of one script in one build begin with; empty for any other line.
std::string_view call_head(std::string_view line) {
  if (!line.starts_with("{\"event\":\"call\",")) return {};
  return line.substr(0, std::min(line.find(",\"method\":"), line.size()));
}

void leave_out(std::vector<LoggedBuild>& builds, const std::string& build) {
  std::erase_if(builds, [&](const LoggedBuild& read) { return read.name == build; });
}

std::vector<ScriptRun> runs_at(const std::vector<RunPlace>& places) {
  std::vector<ScriptRun> runs;
  runs.reserve(places.size());
  for (const RunPlace& place : places) runs.push_back(*place.run);
  return runs;
}

}  // namespace

ScriptRun& LoggedBuild::run_of(const std::string& script) {
  const auto found = std::ranges::find(runs, script, &ScriptRun::script);
  if (found != runs.end()) return *found;
  runs.push_back({script, {}, {}, {}});
  return runs.back();
}

const ScriptRun* LoggedBuild::find_run(const std::string& script) const {
  const auto found = std::ranges::find(runs, script, &ScriptRun::script);
  return found != runs.end() ? &*found : nullptr;
}

std::string log_folder(const std::string& workdir) { return workdir + "/.builds"; }

std::string project_in_log(const Project& project) {
  const bool is_inside = project.workdir.starts_with(project.folder + "/");
  return is_inside ? relative_path(project.folder, project.workdir) : project.folder;
}

std::string project_of(const LoggedBuild& build, const std::string& workdir) {
  if (build.project.starts_with('/')) return build.project;
  return normal_path(join_path(workdir, build.project));
}

std::string log_path(const Project& project) {
  return join_path(log_folder(project.workdir),
                   digest_of(project_in_log(project)).hex() + ".jsonl");
}

std::string read_end(const std::string& path, std::uint64_t size) {
  const auto file = find_file(path, O_RDONLY);
  if (!file) return "";
  const std::uint64_t all = stat_of(*file, path).size;
  const std::uint64_t begin = all > size ? all - size : 0;
  const std::uint64_t from = begin > 0 ? begin - 1 : 0;  // there, a line may end
  std::string text(all - from, '\0');
  text.resize(read_at(*file, path, text.data(), text.size(), from));
  if (begin > 0) text.erase(0, std::min(text.find('\n'), text.size() - 1) + 1);
  return text;
}

std::vector<LoggedBuild> parse_log(const std::string& text, LogCalls calls) {
  std::vector<LoggedBuild> builds;
  std::unordered_map<std::string, std::size_t> places;
  std::size_t number = 0;
  std::string_view head;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    ++number;
    if (calls == LogCalls::left_out) {
      const std::string_view last = std::exchange(head, call_head(line));
      if (!head.empty() && head == last) continue;  // the first call shows that there is a run
    }
    const Document event = parse_json_or_null(line);
    std::string name, kind;
    take_member(event, "build", name);
    take_member(event, "event", kind);
    if (kind == "begin" && places.emplace(name, builds.size()).second) {
      builds.emplace_back().name = name;
    }
    const auto place = places.find(name);
    if (place != places.end()) take_event(event, kind, number, builds[place->second]);
  }
  if (calls == LogCalls::read) return builds;
  for (LoggedBuild& build : builds) {
    for (ScriptRun& run : build.runs) run.calls.clear();
  }
  return builds;
}

std::string build_of(const std::string& line) {
  constexpr std::string_view kMember = "\"build\":\"";  // what follows has nothing to be escaped
  const auto place = line.find(kMember);
  if (place == std::string::npos) return "";
  const auto begin = place + kMember.size();
  return line.substr(begin, line.find('"', begin) - begin);
}

std::set<std::string> scripts_in(const std::vector<LoggedBuild>& builds) {
  std::set<std::string> scripts;
  for (const LoggedBuild& build : builds) {
    for (const ScriptRun& run : build.runs) scripts.insert(run.script);
  }
  return scripts;
}

std::vector<RunPlace> last_places(const std::vector<LoggedBuild>& builds,
                                  const std::string& script) {
  std::vector<RunPlace> all;
  std::optional<std::size_t> last;  // the one that was done last
  for (const LoggedBuild& build : builds) {
    const ScriptRun* run = build.find_run(script);
    if (run == nullptr) continue;
    if (run->done && (!last || *run->done > *all[*last].run->done)) last = all.size();
    all.push_back({&build, run});
  }
  std::vector<RunPlace> places;
  for (std::size_t i = last.value_or(0); i < all.size(); ++i) {
    if (i == last || !all[i].run->done) places.push_back(all[i]);
  }
  return places;
}

std::vector<LoggedBuild> read_builds(const Project& project, std::size_t most) {
  std::vector<LoggedBuild> builds =
      parse_log(read_until(log_path(project), [&](const std::vector<LoggedBuild>& read) {
        return read.size() >= most;
      }));
  const std::size_t more = builds.size() - std::min(builds.size(), most);
  builds.erase(builds.begin(), builds.begin() + static_cast<std::ptrdiff_t>(more));
  for (LoggedBuild& build : builds) build.is_running = !build.exit_code && is_alive(build);
  return builds;
}

std::vector<ScriptRun> last_runs(const Project& project, const std::string& script,
                                 const std::string& build, LogCalls calls) {
  const auto is_whole = [&](std::vector<LoggedBuild> builds) {
    leave_out(builds, build);
    const std::vector<RunPlace> places = last_places(builds, script);
    return !places.empty() && places.front().run->done;
  };
  std::vector<LoggedBuild> builds = parse_log(read_until(log_path(project), is_whole), calls);
  leave_out(builds, build);
  return runs_at(last_places(builds, script));
}

std::vector<ScriptRun> last_runs_of_others(const Project& project, const std::string& script) {
  const std::string path = log_path(project);
  const std::vector<LoggedBuild> builds = parse_log(find_contents(path).value_or(""));
  std::vector<ScriptRun> runs;
  for (const std::string& other : scripts_in(builds)) {
    if (other == script) continue;
    for (ScriptRun& run : runs_at(last_places(builds, other))) runs.push_back(std::move(run));
  }
  return runs;
}

}  // namespace accel
