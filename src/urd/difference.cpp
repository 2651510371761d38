// SPDX-License-Identifier: Apache-2.0
#include "urd/difference.h"

#include "base/json.h"
#include "base/line_diff.h"
#include "base/text.h"

#include <algorithm>

namespace accel {
namespace {

/// How many folders a name goes up from the folder of methods: 1 for "../lib/x.h".
std::size_t steps_up(std::string_view name) {
  std::size_t steps = 0;
  for (; name.starts_with("../"); name.remove_prefix(3)) ++steps;
  return steps;
}

/// The first `count` components of a path, with a slash after each.
std::string first_components(const std::string& path, std::size_t count) {
  std::size_t end = 0;
  for (; count > 0; --count) end = path.find('/', end) + 1;
  return path.substr(0, end);
}

/// The deepest folder common to all, with a slash after it, or nothing.
std::string common_folder(const std::vector<std::string>& names) {
  std::string common = parent_path("/" + names.front()).substr(1);
  if (!common.empty()) common += "/";
  for (const std::string& name : names) {
    while (!name.starts_with(common)) {
      common.pop_back();
      common.resize(common.rfind('/') + 1);  // npos + 1 is 0
    }
  }
  return common;
}

/// Where a file of the transcript lies in `source/`, which has the files as they were from the
/// deepest folder common to all. What is between that and the folder of methods, where a header is
/// above it, the first source in setup.json shows.
class SourcePaths {
 public:
  explicit SourcePaths(std::string job_path) : job_path_(std::move(job_path)) {}

  std::optional<std::string> find(const std::string& transcript, const std::string& file) {
    if (!is_known_) look(transcript);
    const std::size_t up = steps_up(file);
    if (up > up_ || !file.starts_with(common_)) return std::nullopt;
    if (up_ == 0) return file.substr(common_.size());
    return first_components(between_, up_ - up) + file.substr(3 * up);
  }

 private:
  void look(const std::string& transcript) {
    is_known_ = true;
    std::vector<std::string> names;
    for (const CodeLine& line : code_lines(transcript)) names.push_back(line.file);
    for (const std::string& name : names) up_ = std::max(up_, steps_up(name));
    if (names.empty()) return;
    if (up_ == 0) {
      common_ = common_folder(names);
      return;
    }
    const Document setup = json_or_null(job_path_ + "/setup.json");
    const auto sources =
        find_member<std::vector<std::string>>(json_member(setup, "plugin"), "sources");
    if (sources && !sources->empty()) between_ = sources->front();
  }

  std::string job_path_;
  bool is_known_ = false;
  std::size_t up_ = 0;   ///< how far `source/` is above the folder of methods
  std::string common_;   ///< if it is in it or below: where
  std::string between_;  ///< else: a path that begins with what is between
};

/// "3 lines changed".
std::optional<std::string> lines_text(const std::optional<std::string>& before,
                                      const std::optional<std::string>& now) {
  if (!before || !now) return std::nullopt;
  const std::uint64_t lines = changed_lines(*before, *now);
  if (lines == 0) return std::nullopt;  // it counts in another way: byte for byte, say
  return counted(lines, "line") + " changed";
}

void describe_code(Difference& difference, const JobIngredients& before, const JobIngredients& now,
                   const ShownSource& shown) {
  KeyChange change = difference.change;
  const std::string file = change.name;
  change.name = shown(file);
  difference.text = change_text(change);
  if (change.before.empty() || change.now.empty()) return;
  const auto lines = lines_text(before.source(file), now.source(file));
  if (lines) difference.text = change.name + ": " + *lines;
}

void describe_files(Difference& difference, const JobIngredients& before,
                    const JobIngredients& now) {
  const std::string& option = difference.change.name;
  const auto old_files = before.inputs(option);
  const auto new_files = now.inputs(option);
  if (!old_files || !new_files) return;
  const FilesChange change = files_change(*old_files, *new_files);
  difference.text = option + ": " + files_change_text(change);
  difference.details = files_change_names(change);
}

}  // namespace

std::optional<JobIngredients> find_job_ingredients(const std::string& job_path) {
  const auto transcript = find_contents(job_path + "/key.txt");
  if (!transcript) return std::nullopt;
  JobIngredients made{*transcript, {}, {}};
  const auto paths = std::make_shared<SourcePaths>(job_path);
  made.source = [=](const std::string& file) -> std::optional<std::string> {
    const auto path = paths->find(*transcript, file);
    if (!path || !stays_inside(*path)) return std::nullopt;
    return find_contents(join_path(job_path + "/source", *path));
  };
  made.inputs = [=](const std::string& option) -> std::optional<std::vector<InputFile>> {
    try {  // words about another job: what is wrong with it must not end this one
      return read_inputs(inputs_path(job_path, option));
    } catch (const Error&) {
      return std::nullopt;
    }
  };
  return made;
}

JobIngredients job_ingredients(const JobRequest& request, const MethodInfo& method) {
  JobIngredients made{request.transcript.text(), {}, {}};
  made.source = [&method](const std::string& name) -> std::optional<std::string> {
    const auto file = std::ranges::find(method.files, name, &SourceFile::name);
    return file == method.files.end() ? std::nullopt : find_contents(file->path);
  };
  made.inputs = [&request](const std::string& option) -> std::optional<std::vector<InputFile>> {
    const auto files = request.files.find(option);
    if (files == request.files.end()) return std::nullopt;
    return files->second.list();
  };
  return made;
}

ShownSource shown_source(const Project& project, const std::optional<MethodSource>& source) {
  if (!source || source->is_standard) return [](const std::string& file) { return file; };
  return [&project, folder = source->folder](const std::string& file) {
    return project.shown(normal_path(join_path(folder, file)));
  };
}

Difference difference(const KeyChange& change, const JobIngredients& before,
                      const JobIngredients& now, const ShownSource& shown) {
  Difference difference{change, change_text(change), {}};
  if (change.tag == "code") describe_code(difference, before, now, shown);
  if (change.tag == "files") describe_files(difference, before, now);
  return difference;
}

}  // namespace accel
