// SPDX-License-Identifier: Apache-2.0
#include "method/ingredients.h"

#include "base/json.h"
#include "base/sys.h"

#include <time.h>

#include <charconv>

namespace accel {
namespace {

/// Raised when a member changes its meaning, or code_digest gives another digest.
constexpr int kRecordVersion = 2;

std::optional<Digest> find_digest(const Document& json, const char* name) {
  const std::string hex = json.value(name, "");
  Digest digest;
  if (hex.size() != 32) return std::nullopt;
  const char* text = hex.data();
  const auto high = std::from_chars(text, text + 16, digest.high, 16);
  const auto low = std::from_chars(text + 16, text + 32, digest.low, 16);
  if (high.ptr != text + 16 || low.ptr != text + 32) return std::nullopt;
  return digest;
}

bool has_numbers(const Document& json, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (!json.contains(name) || !json[name].is_number_integer()) return false;
  }
  return true;
}
bool has_texts(const Document& json, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (!json.contains(name) || !json[name].is_string()) return false;
  }
  return true;
}

Document json_of(const Ingredient& file, const std::string& folder) {
  return {{"path", shown_path(file.path, folder)},
          {"size", file.stat.size},
          {"inode", file.stat.inode},
          {"modified", file.stat.modified_ns},
          {"changed", file.stat.changed_ns},
          {"mode", file.stat.mode},
          {"content", file.content.hex()},
          {"code", file.code.hex()}};
}

std::optional<Ingredient> find_ingredient(const Document& json, const std::string& folder) {
  if (!json.is_object() || !has_texts(json, {"path", "content", "code"}) ||
      !has_numbers(json, {"size", "inode", "modified", "changed", "mode"})) {
    return std::nullopt;
  }
  const auto content = find_digest(json, "content");
  const auto code = find_digest(json, "code");
  if (!content || !code) return std::nullopt;
  const FileStat stat{json["size"].get<std::uint64_t>(), json["inode"].get<std::uint64_t>(),
                      json["modified"].get<std::int64_t>(), json["changed"].get<std::int64_t>(),
                      json["mode"].get<mode_t>()};
  return Ingredient{join_path(folder, json["path"].get<std::string>()), stat, *content, *code};
}

Document json_of(const UnitRecord& record, const std::string& folder) {
  Document files = Document::array();
  for (const Ingredient& file : record.files) files.push_back(json_of(file, folder));
  Document absent = Document::array();
  for (const std::string& path : record.absent) absent.push_back(shown_path(path, folder));
  return {{"key", record.key},
          {"object_size", record.object_size},
          {"read", record.read_ns},
          {"files", std::move(files)},
          {"absent", std::move(absent)}};
}

std::optional<UnitRecord> find_record(const Document& json, const std::string& folder) {
  if (!json.is_object() || !has_texts(json, {"key"}) || !find_digest(json, "key") ||
      !has_numbers(json, {"object_size", "read"}) || !json.contains("files") ||
      !json["files"].is_array() || json["files"].empty() || !json.contains("absent") ||
      !detail::JsonIs<std::vector<std::string>>::check(json["absent"])) {
    return std::nullopt;
  }
  UnitRecord record{json["key"].get<std::string>(),
                    json["object_size"].get<std::uint64_t>(),
                    json["read"].get<std::int64_t>(),
                    {},
                    {}};
  for (const Document& file : json["files"]) {
    auto ingredient = find_ingredient(file, folder);
    if (!ingredient) return std::nullopt;
    record.files.push_back(std::move(*ingredient));
  }
  for (const Document& path : json["absent"]) {
    record.absent.push_back(join_path(folder, path.get<std::string>()));
  }
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
  const auto text = find_contents(path);
  if (!text) return {};
  const Document json = Document::parse(*text, nullptr, false);
  if (!json.is_object() || !has_numbers(json, {"version"}) || json["version"] != kRecordVersion ||
      !json.contains("records") || !json["records"].is_array()) {
    return {};
  }
  std::vector<UnitRecord> records;
  for (const Document& item : json["records"]) {
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
