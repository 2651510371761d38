// SPDX-License-Identifier: Apache-2.0
#include "job/project.h"

#include <accel/error.h>

#include "base/file.h"
#include "base/text.h"

#include <sched.h>
#include <toml++/toml.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <set>

namespace accel {
namespace {

constexpr int kMostSlices = 100'000;
constexpr int kMostWorkers = 4096;

int available_cores() {
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return std::max(1, CPU_COUNT(&set));
}

/// One table of accel.toml; knows which of its keys were read.
class Table {
 public:
  Table(const toml::table& table, std::string file) : table_(table), file_(std::move(file)) {}

  template <class Number>
  void number(const char* name, Number& value, Number least, Number most) {
    if (const toml::node* node = find(name)) {
      const auto given = node->value_exact<std::int64_t>();
      if (!given || *given < least || *given > most) {
        fail(*node, std::string(name) + " must be a whole number from " + std::to_string(least) +
                        " to " + std::to_string(most));
      }
      value = static_cast<Number>(*given);
    }
  }
  void flag(const char* name, bool& value) {
    if (const toml::node* node = find(name)) {
      const auto given = node->value_exact<bool>();
      if (!given) fail(*node, std::string(name) + " must be true or false");
      value = *given;
    }
  }
  void seconds(const char* name, double& value) {
    if (const toml::node* node = find(name)) {
      const auto given = node->value<double>();  // of a whole number, too
      if (!node->is_number() || !given || !(*given >= 0)) {
        fail(*node, std::string(name) + " must be a number of seconds, 0 for no limit");
      }
      value = *given;
    }
  }
  void text(const char* name, std::string& value) {
    if (const toml::node* node = find(name)) value = text_of(*node, name);
  }
  void texts(const char* name, std::vector<std::string>& values) {
    const toml::node* node = find(name);
    if (node == nullptr) return;
    const toml::array* array = node->as_array();
    if (array == nullptr) fail(*node, std::string(name) + " must be a list of strings");
    values.clear();
    for (const toml::node& item : *array) values.push_back(text_of(item, name));
  }
  /// Texts of which each is one of `choices`; sorted, none twice.
  void choices(const char* name, std::vector<std::string>& values,
               const std::vector<std::string>& choices) {
    texts(name, values);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::find(choices.begin(), choices.end(), values[i]) != choices.end()) continue;
      fail(*table_.get_as<toml::array>(name)->get(i),
           "unknown name " + quote(values[i]) + " in " + name + "; the known names are " +
               joined(choices, ", ") + did_you_mean(values[i], choices));
    }
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
  }
  const toml::table* table(const char* name) {
    const toml::node* node = find(name);
    if (node == nullptr) return nullptr;
    if (!node->is_table()) fail(*node, std::string(name) + " must be a table: [" + name + "]");
    return node->as_table();
  }
  void refuse_others() const {
    for (const auto& [key, node] : table_) {
      if (known_.contains(std::string(key.str()))) continue;
      const std::vector<std::string> names(known_.begin(), known_.end());
      fail(node, "unknown key " + quote(key.str()) + did_you_mean(key.str(), names));
    }
  }

 private:
  const toml::node* find(const char* name) {
    known_.insert(name);
    return table_.get(name);
  }
  std::string text_of(const toml::node& node, const char* name) const {
    const auto text = node.value_exact<std::string>();
    if (!text) fail(node, std::string(name) + " must be text in quotes");
    return *text;
  }
  [[noreturn]] void fail(const toml::node& node, const std::string& message) const {
    throw Error(file_ + ":" + std::to_string(node.source().begin.line) + ": " + message);
  }

  const toml::table& table_;
  std::string file_;
  std::set<std::string> known_;
};

toml::table parse(const std::string& path) {
  const std::string text = read_file(path);
  try {
    return toml::parse(text, path);
  } catch (const toml::parse_error& error) {
    throw Error(path + ":" + std::to_string(error.source().begin.line) + ": " +
                std::string(error.description()));
  }
}

void read_methods(Project& project, const toml::table& section, const std::string& path) {
  for (const auto& [name, node] : section) {
    const std::string method(name.str());
    MethodSettings settings;
    settings.where = path + ":" + std::to_string(node.source().begin.line);
    if (!node.is_table()) {
      throw Error(settings.where +
                  ": expected a method's table, [method.NAME], got a value named " + quote(method));
    }
    Table table(*node.as_table(), path);
    table.texts("flags", settings.flags);
    table.texts("packages", settings.packages);
    table.refuse_others();
    project.method_settings.emplace(method, std::move(settings));
  }
}

void read_settings(Project& project, const std::string& path) {
  const toml::table parsed = parse(path);
  Table top(parsed, path);
  top.number("slices", project.slices, 1, kMostSlices);
  top.number("concurrency", project.concurrency, 1, kMostWorkers);
  top.number("jobs", project.jobs, 1, kMostWorkers);
  top.seconds("timeout", project.timeout);
  top.seconds("row_timeout", project.row_timeout);
  top.seconds("stalled_after", project.stalled_after);
  top.text("workdir", project.workdir);
  top.texts("sources", project.sources);
  top.texts("methods", project.methods);
  top.flag("cage", project.cage);
  if (const toml::table* section = top.table("compile")) {
    Table compile(*section, path);
    compile.text("compiler", project.compiler);
    compile.texts("flags", project.flags);
    compile.texts("packages", project.packages);
    compile.refuse_others();
  }
  if (const toml::table* section = top.table("method")) read_methods(project, *section, path);
  if (const toml::table* section = top.table("images")) {
    Table images(*section, path);
    images.choices("loaders", project.images.loaders, loader_names());
    images.number<std::int64_t>("max_pixels", project.images.max_pixels, 1, std::int64_t{1} << 40);
    images.number("max_seconds", project.images.max_seconds, 1, 1'000'000);
    images.refuse_others();
  }
  top.refuse_others();
}

void take_number(const char* variable, int& number, int most) {
  const char* text = std::getenv(variable);
  if (text == nullptr || *text == '\0') return;
  int given = 0;
  const auto [end, error] = std::from_chars(text, text + std::strlen(text), given);
  if (error != std::errc() || *end != '\0' || given < 1 || given > most) {
    throw Error(std::string(variable) + " in the environment: expected a number from 1 to " +
                std::to_string(most) + ", got " + quote(text));
  }
  number = given;
}

void take_environment(Project& project) {
  take_number("ACCEL_SLICES", project.slices, kMostSlices);
  take_number("ACCEL_CONCURRENCY", project.concurrency, kMostWorkers);
  take_number("ACCEL_JOBS", project.jobs, kMostWorkers);
  const char* workdir = std::getenv("ACCEL_WORKDIR");
  if (workdir != nullptr && *workdir != '\0') project.workdir = workdir;
}

void check_workdir_name(const std::string& path, const std::string& settings) {
  const std::string name(base_name(path));
  const bool is_plain = name.find(' ') == std::string::npos && file_safe(name) == name;
  if (!name.empty() && name[0] != '.' && is_plain) return;
  throw Error(settings + ": the workdir's last folder names its jobs, so " + quote(name) +
              " must be letters, digits, '-', '_' and, inside, '.'");
}

std::vector<std::string> appended(std::vector<std::string> all,
                                  const std::vector<std::string>& more) {
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

/// What accel puts into the workdir must not get between other files.
void check_workdir_place(const Project& project, const std::string& settings) {
  const auto is_in = [](const std::string& path, const std::string& folder) {
    return path == folder || path.starts_with(folder == "/" ? folder : folder + "/");
  };
  const auto refuse = [&](const std::string& other, const char* where) {
    throw Error(settings + ": the workdir must be a folder of its own: " +
                quote(project.shown(other)) + where);
  };
  for (const std::string& own : {project.results(), project.cache()}) {
    if (is_in(project.workdir, own)) refuse(own, " holds it");
  }
  for (const std::string& folder : appended(project.methods, {project.results()})) {
    if (is_in(folder, project.workdir)) refuse(folder, " would be in it");
  }
}

/// A job's id says which of them it is in.
void check_sources(const Project& project, const std::string& settings) {
  std::set<std::string> names{project.workdir_name()};
  for (const std::string& source : project.sources) {
    check_workdir_name(source, settings);
    if (names.insert(std::string(base_name(source))).second) continue;
    throw Error(settings + ": two workdirs are named " + quote(base_name(source)) +
                ": workdir and sources need different last folders, as these name the jobs");
  }
}

std::string find_project_folder(const std::string& start) {
  for (std::string folder = start;; folder = parent_path(folder)) {
    if (exists(join_path(folder, "accel.toml"))) return folder;
    if (folder == "/") return start;
  }
}

}  // namespace

std::vector<std::string> Project::flags_of(const std::string& method) const {
  const auto own = method_settings.find(method);
  return own == method_settings.end() ? flags : appended(flags, own->second.flags);
}

std::vector<std::string> Project::packages_of(const std::string& method) const {
  const auto own = method_settings.find(method);
  return own == method_settings.end() ? packages : appended(packages, own->second.packages);
}

std::string Project::workdir_name() const { return std::string(base_name(workdir)); }

std::string Project::shown(const std::string& path) const {
  const std::string prefix = folder + "/";
  return path.starts_with(prefix) ? path.substr(prefix.size()) : path;
}

Project open_project(const std::string& start) {
  Project project;
  project.folder = find_project_folder(start);
  project.concurrency = available_cores();
  project.slices = std::max(8, project.concurrency);
  project.workdir = "workdirs/dev";
  project.methods = {"methods"};
  const std::string settings = join_path(project.folder, "accel.toml");
  if (exists(settings)) read_settings(project, settings);
  take_environment(project);
  const auto absolute = [&](const std::string& path) {
    return normal_path(path.starts_with('/') ? path : project.folder + "/" + path);
  };
  project.workdir = absolute(project.workdir);
  for (std::string& folder : project.methods) folder = absolute(folder);
  for (std::string& folder : project.sources) folder = absolute(folder);
  const char* given = std::getenv("ACCEL_WORKDIR");
  const bool is_given = given != nullptr && *given != '\0';
  check_workdir_name(project.workdir, is_given ? project.workdir : settings);
  if (project.workdir == project.folder) {
    throw Error(settings + ": the workdir must be its own folder, not the project's folder");
  }
  if (!is_given && exists(settings)) check_workdir_place(project, settings);
  check_sources(project, settings);
  return project;
}

}  // namespace accel
