// SPDX-License-Identifier: Apache-2.0
#include "job/post_file.h"

#include "base/text.h"
#include "job/job_id.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace accel {
namespace {

constexpr std::string_view kReservedFiles[] = {
    "setup.json", "key.txt", "result.json", "bad.jsonl", "files.tsv", "post.json", "error.json"};
constexpr std::string_view kReservedFolders[] = {"inputs", "source", "DS", "OUTPUT", "slices"};
// The beginning of post.json, which src/run/commit.cpp writes.
constexpr std::size_t kHead = 16 * 1024;

/// post.json is written with its lists of files last, so that its beginning can be read alone.
std::optional<std::string> find_head_text(const std::string& path) {
  const auto head = find_head(path, kHead);
  if (!head) return std::nullopt;
  for (const char* list : {",\n  \"own\":", ",\n  \"files\":"}) {
    const auto end = head->find(list);
    if (end != std::string::npos) return head->substr(0, end) + "\n}";
  }
  return read_file(path);
}

std::vector<FileEntry> read_entries(const Document& post, const char* list,
                                    const std::string& path) {
  std::vector<FileEntry> entries;
  for (const Document& file : json_list(post, list, path)) {
    entries.push_back({json_get<std::string>(file, "name", path),
                       json_get<std::uint64_t>(file, "size", path),
                       json_get<std::string>(file, "checksum", path)});
  }
  return entries;
}

/// Adds the keys that post.json has and that are missing.
void add_keys(std::vector<Digest>& keys, const Document& post) {
  for (const Document& text : json_member_list(post, "keys")) {
    if (!text.is_string() || !is_digest(text.get_ref<const std::string&>())) continue;
    const Digest key = parse_digest(text.get_ref<const std::string&>());
    if (std::ranges::find(keys, key) == keys.end()) keys.push_back(key);
  }
}

std::optional<JobSummary> find_summary_in(const std::string& path) {
  const auto head = find_head_text(path);
  if (!head) return std::nullopt;
  const Document document = parse_json(*head, path);
  check_format(document, kPostFormat, path);
  const bool has_tried = document.contains("tried_rows");      // not in jobs of an earlier accel
  json_get<std::vector<std::string>>(document, "keys", path);  // throws when it is not that
  const auto tried_rows =
      json_get<std::uint64_t>(document, has_tried ? "tried_rows" : "rows", path);
  JobSummary summary{
      json_get<double>(json_at(document, "seconds", path), "total", path),
      json_get<std::uint64_t>(document, "rows", path),
      tried_rows,
      json_get<std::uint64_t>(document, "bad_rows", path),
      find_member<std::uint64_t>(document, "computed_rows").value_or(tried_rows),
      json_get<std::uint64_t>(document, "bytes", path),
      document.contains("kept_slices") ? json_get<int>(document, "kept_slices", path) : 0,
      {}};
  add_keys(summary.keys, document);
  return summary;
}

PostFile read_post_file(const std::string& path) {
  const Document document = read_json(path);
  check_format(document, kPostFormat, path);
  PostFile post{json_get<std::string>(document, "job", path),
                json_get<std::vector<std::string>>(document, "keys", path),
                read_entries(document, "files", path)};
  post.lists_own = document.contains("own") || document.contains("checksum");
  if (!post.lists_own) return post;
  for (FileEntry& own : read_entries(document, "own", path)) post.files.push_back(std::move(own));
  if (json_get<std::string>(document, "checksum", path) != post_checksum(document)) {
    throw Error(path + ": its contents have changed since they were written");
  }
  return post;
}

}  // namespace

bool is_reserved(std::string_view relative_path) {
  const std::string_view first = relative_path.substr(0, relative_path.find('/'));
  const auto is = [&](std::string_view name) { return name == first; };
  return std::any_of(std::begin(kReservedFiles), std::end(kReservedFiles), is) ||
         std::any_of(std::begin(kReservedFolders), std::end(kReservedFolders), is);
}

bool is_column_file(std::string_view relative_path) {
  return relative_path.starts_with("DS/") && relative_path.ends_with(".arrow");
}

std::optional<JobSummary> find_summary(const std::string& job_path) {
  return with_damage_hint(job_path,
                          [&] { return find_summary_in(join_path(job_path, "post.json")); });
}

bool is_finished(const std::string& job_path) {
  const auto stat = find_stat(join_path(job_path, "post.json"), Follow::no);
  return stat && stat->is_regular();
}

bool may_be_read(const std::string& job_path) {
  return ::access(join_path(job_path, "post.json").c_str(), R_OK) == 0 || errno != EACCES;
}

std::vector<Digest> keys_of(const std::string& job_path) {
  std::vector<Digest> keys;
  if (const auto transcript = find_contents(join_path(job_path, "key.txt"))) {
    keys.push_back(digest_of(*transcript));
  }
  const auto head = find_head_text(join_path(job_path, "post.json"));
  if (head) add_keys(keys, parse_json_or_null(*head));
  return keys;
}

Document post_head(const std::string& job_path) {
  const auto head = find_head_text(join_path(job_path, "post.json"));
  return head ? parse_json_or_null(*head) : Document();
}

std::vector<FileEntry> read_files(const std::string& job_path) {
  const std::string path = join_path(job_path, "post.json");
  return with_damage_hint(job_path, [&] { return read_entries(read_json(path), "files", path); });
}

std::string post_checksum(Document post) {
  post["checksum"] = "";
  return digest_of(json_text(post)).hex();
}

PostFile read_post(const std::string& job_path) {
  return with_damage_hint(job_path,
                          [&] { return read_post_file(join_path(job_path, "post.json")); });
}

void hint_at_damage(Error& error, const std::string& job_path) {
  const auto* system = dynamic_cast<const SystemError*>(&error);
  const bool is_damage = system == nullptr || system->code() == ENOENT;
  const std::string id(base_name(job_path));
  if (!is_damage || !error.hint().empty() || !find_job_id(id) || !is_finished(job_path)) return;
  error.set_hint("'accel verify " + id + "' lists all damage; to make it again, remove it: rm -r " +
                 shell_word(job_path));
}

void require_finished(const std::string& id, const std::string& job_path) {
  if (!exists(job_path))
    throw Error("there is no job " + id + " (no folder " + quote(job_path) + ")");
  if (is_finished(job_path)) return;
  const bool failed = exists(join_path(job_path, "error.json"));
  throw Error("job " + id + (failed ? " failed" : " is not finished"));
}

}  // namespace accel
