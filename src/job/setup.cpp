// SPDX-License-Identifier: Apache-2.0
#include "job/setup.h"

#include "base/file.h"
#include "job/post_file.h"

#include <algorithm>
#include <cerrno>
#include <utility>

namespace accel {
namespace {

template <class T, class Text>
Document inputs_document(const std::map<std::string, std::vector<T>>& inputs,
                         const std::vector<std::string>& lists, Text&& text) {
  Document document = Document::object();
  for (const auto& [name, items] : inputs) {
    Document list = Document::array();
    for (const T& item : items) list.push_back(text(item));
    const bool is_list = std::find(lists.begin(), lists.end(), name) != lists.end();
    document[name] = is_list ? list : list.empty() ? Document() : list[0];
  }
  return document;
}

/// The inputs called `what`, by name: texts, lists of them, or nulls.
template <class T, class Parse>
std::map<std::string, std::vector<T>> read_inputs(const Document& document, const char* what,
                                                  const std::string& path,
                                                  std::vector<std::string>& lists, Parse&& parse) {
  std::map<std::string, std::vector<T>> inputs;
  const Document& object = json_object(document, what, path);
  for (const auto& [name, value] : object.items()) {
    auto& items = inputs[name];
    if (value.is_array()) {
      lists.push_back(name);
      for (const auto& text : json_get<std::vector<std::string>>(object, name.c_str(), path)) {
        items.push_back(parse(text));
      }
    } else if (!value.is_null()) {
      items.push_back(parse(json_get<std::string>(object, name.c_str(), path)));
    }
  }
  return inputs;
}

/// Options of files stand among the others, and their folders apart.
void read_files(JobSetup& setup, const Document& document, const std::string& path) {
  const Document& options = json_object(document, "options", path);
  const auto folders = json_get<std::map<std::string, std::string>>(document, "folders", path);
  for (const auto& [name, folder] : folders) {
    const Document& files = json_object(options, name.c_str(), path);
    setup.task.files[name] = {json_get<std::uint64_t>(files, "count", path),
                              json_get<std::string>(files, "digest", path), folder};
    setup.task.options.erase(name);
  }
}

Document options_document(const JobSetup& setup) {
  Document options = Document::object();
  for (const auto& [name, value] : setup.task.options) options[name] = json_from_value(value);
  for (const auto& [name, files] : setup.task.files) {
    options[name] = Document{{"count", files.count}, {"digest", files.digest}};
  }
  return options;
}

Document cage_document(const CagePlan& cage) {
  if (!cage.on && cage.note.empty()) return {};
  return {
      {"on", cage.on}, {"landlock", cage.landlock}, {"filter", cage.filter}, {"note", cage.note}};
}

CagePlan read_cage(const Document& document, const std::string& path) {
  if (document.is_null()) return {};
  return {json_get<bool>(document, "on", path), json_get<int>(document, "landlock", path),
          json_get<bool>(document, "filter", path), json_get<std::string>(document, "note", path)};
}

/// Written only where they are not the defaults.
Document images_document(const ImageSettings& images) {
  return {{"loaders", images.loaders},
          {"max_pixels", images.max_pixels},
          {"max_seconds", images.max_seconds}};
}

ImageSettings read_images(const Document& setup, const std::string& path) {
  if (!setup.contains("images")) return {};
  const Document images = json_get<Document>(setup, "images", path);
  return {json_get<std::vector<std::string>>(images, "loaders", path),
          json_get<std::int64_t>(images, "max_pixels", path),
          json_get<int>(images, "max_seconds", path)};
}

Document why_document(const MakeReason& why) {
  return {{"kind", why.kind}, {"text", why.text}, {"job", why.job}};
}

MakeReason read_why(const Document& setup, const std::string& path) {
  if (!setup.contains("why")) return {};
  const Document& why = json_object(setup, "why", path);
  return {json_get<std::string>(why, "kind", path), json_get<std::string>(why, "text", path),
          json_get<std::string>(why, "job", path)};
}

/// A time limit: null when there is none.
Document seconds_document(double seconds) { return seconds > 0 ? Document(seconds) : Document(); }

double read_seconds(const Document& document, const char* name, const std::string& path) {
  return json_member(document, name).is_null() ? 0 : json_get<double>(document, name, path);
}

/// A running job may have made it larger than memory, so the reader limits what it reads.
std::string read_bounded(const std::string& path) {
  constexpr std::size_t kMost = std::size_t{64} * 1024 * 1024;
  std::optional<std::string> text = find_head(path, kMost + 1);
  if (!text) throw SystemError("open", path, ENOENT);
  if (text->size() > kMost) throw Error(path + ": too large for a setup.json");
  return std::move(*text);
}

JobSetup read_setup_file(const std::string& path) {
  const Document document = parse_json(read_bounded(path), path);
  check_format(document, kSetupFormat, path);
  JobSetup setup;
  setup.job = json_get<std::string>(document, "job", path);
  setup.task.method = json_get<std::string>(document, "method", path);
  setup.task.options = value_from_json(json_object(document, "options", path)).object();
  setup.task.datasets =
      read_inputs<Reference>(document, "datasets", path, setup.task.lists,
                             [](const std::string& text) { return parse_reference(text, true); });
  setup.task.jobs = read_inputs<std::string>(document, "jobs", path, setup.task.lists,
                                             [](const std::string& id) { return id; });
  setup.task.key = json_get<std::string>(document, "key", path);
  setup.limits.slices = json_get<int>(document, "slices", path);
  if (setup.limits.slices < 1) throw Error(path + ": 'slices' is not a count");
  setup.limits.concurrency = json_get<int>(document, "concurrency", path);
  setup.limits.max_bad = value_from_json(json_at(document, "max_bad", path));
  if (!setup.limits.max_bad.is_number()) throw Error(path + ": 'max_bad' is not a number");
  setup.task.images = read_images(document, path);
  setup.limits.timeout = read_seconds(document, "timeout", path);
  setup.limits.row_timeout = read_seconds(document, "row_timeout", path);
  setup.limits.stalled_after = read_seconds(document, "stalled_after", path);
  setup.origin.script = json_get<std::string>(document, "script", path);
  setup.origin.line = json_get<int>(document, "line", path);
  setup.origin.started = json_get<std::string>(document, "started", path);
  setup.origin.host = json_get<std::string>(document, "host", path);
  setup.origin.user = json_get<std::string>(document, "user", path);
  setup.origin.versions = json_get<std::map<std::string, std::string>>(document, "versions", path);
  setup.environment.workdirs =
      json_get<std::map<std::string, std::string>>(document, "workdirs", path);
  const Document plugin = json_get<Document>(document, "plugin", path);
  setup.environment.plugin = {json_get<std::string>(plugin, "object", path),
                              json_get<std::vector<std::string>>(plugin, "sources", path),
                              json_get<std::string>(plugin, "compiler", path),
                              json_get<std::vector<std::string>>(plugin, "flags", path),
                              json_get<std::vector<std::string>>(plugin, "packages", path)};
  setup.origin.why = read_why(document, path);
  take_member(document, "predecessors", setup.predecessors);
  take_member(document, "counterpart", setup.counterpart);
  setup.environment.cage = read_cage(json_member(document, "cage"), path);
  read_files(setup, document, path);
  return setup;
}

/// A folder that was moved, with the workdir in it.
struct Move {
  std::string from, to;
};

/// How a job was moved whose workdir is no longer where it was: the part of both paths that
/// differs. A copy of a job is not a move, as long as the old workdir is there.
std::optional<Move> find_move(const JobSetup& setup, const std::string& job_path) {
  const auto id = find_job_id(setup.job);
  const auto& workdirs = setup.environment.workdirs;
  const auto own = id ? workdirs.find(id->workdir) : workdirs.end();
  if (own == workdirs.end() || base_name(job_path) != setup.job) return std::nullopt;
  Move move{own->second, parent_path(job_path)};
  if (move.from == move.to || exists(move.from)) return std::nullopt;
  while (base_name(move.from) == base_name(move.to)) {
    const Move above{parent_path(move.from), parent_path(move.to)};
    if (above.from == "/" || above.to == "/") break;
    move = above;
  }
  return move;
}

/// Replaces paths that are gone with where they are now.
void follow(const Move& move, JobSetup& setup) {
  const auto find_again = [&](std::string& path) {
    if (!path.starts_with(move.from + "/") || exists(path)) return;
    const std::string now = join_path(move.to, path.substr(move.from.size() + 1));
    if (exists(now)) path = now;
  };
  for (auto& [name, path] : setup.environment.workdirs) find_again(path);
  for (auto& [name, files] : setup.task.files) find_again(files.folder);
  find_again(setup.environment.plugin.object);
}

}  // namespace

std::vector<std::string> jobs_read(const JobTask& task) {
  std::vector<std::string> jobs;
  for (const auto& [name, list] : task.datasets) {
    for (const Reference& reference : list) jobs.push_back(reference.job);
  }
  for (const auto& [name, list] : task.jobs) jobs.insert(jobs.end(), list.begin(), list.end());
  return jobs;
}

std::uint64_t allowed_bad_rows(const Value& max_bad, std::uint64_t rows) {
  if (max_bad.is_real())
    return static_cast<std::uint64_t>(max_bad.real() * static_cast<double>(rows));
  return max_bad.unsigned_whole();
}

Document setup_document(const JobSetup& setup) {
  Document document;
  document["format"] = kSetupFormat;
  document["job"] = setup.job;
  document["method"] = setup.task.method;
  document["options"] = options_document(setup);
  document["datasets"] = inputs_document(setup.task.datasets, setup.task.lists, reference_text);
  document["jobs"] =
      inputs_document(setup.task.jobs, setup.task.lists, [](const std::string& id) { return id; });
  document["key"] = setup.task.key;
  document["slices"] = setup.limits.slices;
  document["concurrency"] = setup.limits.concurrency;
  document["max_bad"] = json_from_value(setup.limits.max_bad);
  if (setup.task.images != ImageSettings()) document["images"] = images_document(setup.task.images);
  document["timeout"] = seconds_document(setup.limits.timeout);
  document["row_timeout"] = seconds_document(setup.limits.row_timeout);
  document["stalled_after"] = seconds_document(setup.limits.stalled_after);
  document["script"] = setup.origin.script;
  document["line"] = setup.origin.line;
  document["started"] = setup.origin.started;
  document["host"] = setup.origin.host;
  document["user"] = setup.origin.user;
  if (!setup.origin.why.kind.empty()) document["why"] = why_document(setup.origin.why);
  document["versions"] = setup.origin.versions;
  Document folders = Document::object();
  for (const auto& [name, files] : setup.task.files) folders[name] = files.folder;
  document["folders"] = folders;
  document["workdirs"] = setup.environment.workdirs;
  document["plugin"] = {{"object", setup.environment.plugin.object},
                        {"sources", setup.environment.plugin.sources},
                        {"compiler", setup.environment.plugin.compiler},
                        {"flags", setup.environment.plugin.flags},
                        {"packages", setup.environment.plugin.packages}};
  document["cage"] = cage_document(setup.environment.cage);
  if (!setup.predecessors.empty()) document["predecessors"] = setup.predecessors;
  if (!setup.counterpart.empty()) document["counterpart"] = setup.counterpart;
  return document;
}

JobSetup read_setup(const std::string& job_path) {
  JobSetup setup = with_damage_hint(
      job_path, [&] { return read_setup_file(join_path(job_path, "setup.json")); });
  if (const auto move = find_move(setup, absolute_path(job_path))) follow(*move, setup);
  return setup;
}

}  // namespace accel
