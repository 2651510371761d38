// SPDX-License-Identifier: Apache-2.0
#include "method/ingredients.h"

#include "base/json.h"
#include "base/sys.h"

#include <time.h>

#include <charconv>

namespace accel {
namespace {

/// Raised when a member changes its meaning, or code_digest gives another digest.
constexpr int kRecordVersion = 3;

std::optional<Digest> find_digest(const Document& json, const char* name) {
  const auto hex = find_member<std::string>(json, name);
  if (!hex || !is_digest(*hex)) return std::nullopt;
  return parse_digest(*hex);
}

Document json_of(const FileStat& stat, const Digest& content) {
  return {{"size", stat.size},          {"inode", stat.inode}, {"modified", stat.modified_ns},
          {"changed", stat.changed_ns}, {"mode", stat.mode},   {"content", content.hex()}};
}

Document json_of(const Ingredient& file, const std::string& folder) {
  Document json = json_of(file.stat, file.content);
  json["path"] = shown_path(file.path, folder);
  json["code"] = file.code.hex();
  return json;
}

std::optional<FileStat> find_stat_in(const Document& json) {
  const auto size = find_member<std::uint64_t>(json, "size");
  const auto inode = find_member<std::uint64_t>(json, "inode");
  const auto modified = find_member<std::int64_t>(json, "modified");
  const auto changed = find_member<std::int64_t>(json, "changed");
  const auto mode = find_member<mode_t>(json, "mode");
  if (!size || !inode || !modified || !changed || !mode) return std::nullopt;
  return FileStat{*size, *inode, *modified, *changed, *mode};
}

std::optional<Ingredient> find_ingredient(const Document& json, const std::string& folder) {
  const auto path = find_member<std::string>(json, "path");
  const auto content = find_digest(json, "content");
  const auto code = find_digest(json, "code");
  const auto stat = find_stat_in(json);
  if (!path || !content || !code || !stat) return std::nullopt;
  return Ingredient{join_path(folder, *path), *stat, *content, *code};
}

Document json_of(const UnitRecord& record, const std::string& folder) {
  Document files = Document::array();
  for (const Ingredient& file : record.files) files.push_back(json_of(file, folder));
  Document absent = Document::array();
  for (const std::string& path : record.absent) absent.push_back(shown_path(path, folder));
  return {{"key", record.key},
          {"object", json_of(record.object, record.object_content)},
          {"read", record.read_ns},
          {"files", std::move(files)},
          {"absent", std::move(absent)}};
}

std::optional<UnitRecord> find_record(const Document& json, const std::string& folder) {
  const auto key = find_member<std::string>(json, "key");
  const Document& object = json_member(json, "object");
  const auto object_stat = find_stat_in(object);
  const auto object_content = find_digest(object, "content");
  const auto read = find_member<std::int64_t>(json, "read");
  const Document& files = json_member_list(json, "files");
  const auto absent = find_member<std::vector<std::string>>(json, "absent");
  if (!key || !is_digest(*key) || !object_stat || !object_content || !read || files.empty() ||
      !absent) {
    return std::nullopt;
  }
  UnitRecord record{*key, *object_stat, *object_content, *read, {}, {}};
  for (const Document& file : files) {
    auto ingredient = find_ingredient(file, folder);
    if (!ingredient) return std::nullopt;
    record.files.push_back(std::move(*ingredient));
  }
  for (const std::string& path : *absent) record.absent.push_back(join_path(folder, path));
  return record;
}

std::int64_t nanoseconds_of(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

std::int64_t file_clock_ns() { return nanoseconds_of(CLOCK_REALTIME_COARSE); }

std::int64_t next_file_clock_tick() {
  // Since Linux 6.13 a change that follows a stat is stamped by the fine clock, which runs ahead of
  // the coarse one: wait until that has caught up.
  const std::int64_t now = nanoseconds_of(CLOCK_REALTIME);
  while (file_clock_ns() <= now) {
    const timespec half_millisecond{0, 500'000};
    ::nanosleep(&half_millisecond, nullptr);
  }
  return file_clock_ns();
}

std::optional<Snapshot> find_snapshot(const std::string& path) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    const Fd fd(sys::open(path.c_str(), O_RDONLY | O_NONBLOCK));
    if (!fd.is_open()) return std::nullopt;
    const FileStat before = stat_of(fd, path);
    if (!before.is_regular()) return std::nullopt;
    std::string text(before.size, '\0');
    text.resize(read_at(fd, path, text.data(), text.size(), 0));
    if (stat_of(fd, path) != before || text.size() != before.size) continue;
    const Digest content = digest_of(text);
    return Snapshot{before, content, std::move(text)};
  }
  return std::nullopt;
}

std::vector<UnitRecord> read_records(const std::string& path, const std::string& folder) {
  const Document json = json_or_null(path);
  if (find_member<int>(json, "version") != kRecordVersion) return {};
  std::vector<UnitRecord> records;
  for (const Document& item : json_member_list(json, "records")) {
    if (auto record = find_record(item, folder)) records.push_back(std::move(*record));
  }
  return records;
}

void write_records(const std::string& path, const std::vector<UnitRecord>& records,
                   const std::string& folder) {
  Document list = Document::array();
  for (const UnitRecord& record : records) list.push_back(json_of(record, folder));
  make_folders(parent_path(path));
  write_json(path, {{"version", kRecordVersion}, {"records", std::move(list)}});
}

std::string shown_path(const std::string& path, const std::string& folder) {
  const std::string inside = folder.ends_with('/') ? folder : folder + "/";
  return path.starts_with(inside) ? path.substr(inside.size()) : path;
}

void TaggedText::add(std::string_view tag, std::string_view value) {
  text_ += std::string(tag) + " " + std::to_string(value.size()) + ":" + std::string(value) + "\n";
}
void TaggedText::add(std::string_view tag, const std::vector<std::string>& values) {
  add(tag, std::to_string(values.size()));
  for (const std::string& value : values) add(tag, value);
}

}  // namespace accel
