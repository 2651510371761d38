// SPDX-License-Identifier: Apache-2.0
#include "method/compile_cache.h"

#include "base/check.h"
#include "method/header_search.h"

#include <algorithm>

namespace accel {
namespace {

/// How many sets of headers are remembered for one source's contents.
constexpr std::size_t kManifestLimit = 24;

enum class Comparison { same, touched, edited };

/// Reads the file, and brings its stat up to date when only that differs.
Comparison compare_contents(const std::string& path, FileStat& stat, const Digest& content) {
  const auto snapshot = find_snapshot(path);
  if (!snapshot || snapshot->content != content) return Comparison::edited;
  stat = snapshot->stat;
  return Comparison::touched;
}

Comparison compare(Ingredient& file, std::int64_t read_ns) {
  const auto stat = find_stat(file.path);
  if (!stat) return Comparison::edited;
  const bool may_hide_a_change = stat->changed_ns >= read_ns;
  if (*stat == file.stat && !may_hide_a_change) return Comparison::same;
  return compare_contents(file.path, file.stat, file.content);
}

Comparison compare_object(const std::string& path, UnitRecord& record) {
  const auto stat = find_stat(path);
  if (!stat) return Comparison::edited;
  const Comparison outcome = *stat == record.object
                                 ? Comparison::same
                                 : compare_contents(path, record.object, record.object_content);
  if (outcome != Comparison::edited) note_used(path, *stat);
  return outcome;
}

/// A header that appeared would be read now.
bool has_new_header(const UnitRecord& record) {
  return std::ranges::any_of(record.absent, is_header_there);
}

Comparison compare(UnitRecord& record) {
  if (has_new_header(record)) return Comparison::edited;
  const std::int64_t now = file_clock_ns();
  Comparison worst = Comparison::same;
  for (Ingredient& file : record.files) {
    worst = std::max(worst, compare(file, record.read_ns));
    if (worst == Comparison::edited) return worst;
  }
  if (worst == Comparison::touched) record.read_ns = now;
  return worst;
}

}  // namespace

CompileCache::CompileCache(std::string cache, std::string folder, Digest settings,
                           std::shared_ptr<CacheInUse> in_use)
    : cache_(std::move(cache)),
      folder_(std::move(folder)),
      settings_(settings),
      in_use_(std::move(in_use)) {}

std::optional<UnitRecord> CompileCache::find(const Unit& unit) const {
  const std::string path = record_path(unit);
  std::vector<UnitRecord> records = read_records(path, folder_);
  if (records.size() == 1) {
    Comparison outcome = compare(records[0]);
    if (outcome != Comparison::edited) {
      hold(records[0].key);
      outcome = std::max(outcome, compare_object(object_of(records[0].key), records[0]));
      if (outcome == Comparison::edited) return std::nullopt;
      if (outcome == Comparison::touched) write_records(path, records, folder_);
      return records[0];
    }
  }
  auto record = find_in_manifest(unit);
  if (record) write_records(path, {*record}, folder_);
  return record;
}

std::optional<UnitRecord> CompileCache::find_in_manifest(const Unit& unit) const {
  const std::int64_t now = file_clock_ns();
  Snapshots snapshots;
  const auto snapshot_of = [&](const std::string& path) -> const std::optional<Snapshot>& {
    const auto [place, is_new] = snapshots.try_emplace(path);
    if (is_new) place->second = find_snapshot(path);
    return place->second;
  };
  const auto is_the_same = [&](const Ingredient& file) {
    const auto& snapshot = snapshot_of(file.path);
    return snapshot && snapshot->content == file.content;
  };
  std::vector<Digest> contents;
  for (const std::string& source : unit.sources) {
    if (!snapshot_of(source)) return std::nullopt;
    contents.push_back(snapshot_of(source)->content);
  }
  for (UnitRecord& record : read_records(manifest_path(unit, contents), folder_)) {
    if (!std::ranges::all_of(record.files, is_the_same) || has_new_header(record)) continue;
    hold(record.key);
    if (compare_object(object_of(record.key), record) == Comparison::edited) continue;
    for (Ingredient& file : record.files) file.stat = snapshot_of(file.path)->stat;
    record.read_ns = now;
    return record;
  }
  return std::nullopt;
}

void CompileCache::remember(const Unit& unit, const UnitRecord& record) const {
  write_records(record_path(unit), {record}, folder_);
  std::vector<Digest> contents;
  for (const std::string& source : unit.sources) {
    const auto file = std::ranges::find(record.files, source, &Ingredient::path);
    ACCEL_CHECK(file != record.files.end());
    contents.push_back(file->content);
  }
  const std::string path = manifest_path(unit, contents);
  std::vector<UnitRecord> records = read_records(path, folder_);
  std::erase_if(records, [&](const UnitRecord& old) {
    return old.key == record.key && old.absent == record.absent;
  });
  records.insert(records.begin(), record);
  if (records.size() > kManifestLimit) records.resize(kManifestLimit);
  write_records(path, records, folder_);
}

std::string CompileCache::key_of(const Unit& unit, const std::vector<Ingredient>& files) const {
  TaggedText text;
  text.add("object", "1");
  text.add("settings", settings_.hex());
  for (const std::string& source : unit.sources) text.add("source", shown_path(source, folder_));
  for (const Ingredient& file : files) {
    text.add("name", relative_path(file.path, unit.root));
    text.add("content", file.content.hex());
  }
  return text.digest().hex();
}

std::string CompileCache::folder_of(const std::string& key) const {
  return join_path(join_path(cache_, "compiled"), key);
}
std::string CompileCache::object_of(const std::string& key) const {
  return join_path(folder_of(key), "plugin.so");
}

std::string CompileCache::record_path(const Unit& unit) const {
  TaggedText text;
  text.add("settings", settings_.hex());
  text.add("folder", folder_);
  text.add("root", unit.root);
  text.add("sources", unit.sources);
  return join_path(join_path(cache_, "units"), text.digest().hex() + ".json");
}

std::string CompileCache::manifest_path(const Unit& unit,
                                        const std::vector<Digest>& contents) const {
  TaggedText text;
  text.add("settings", settings_.hex());
  for (std::size_t i = 0; i < contents.size(); ++i) {
    text.add("source", shown_path(unit.sources[i], folder_));
    text.add("name", relative_path(unit.sources[i], unit.root));
    text.add("content", contents[i].hex());
  }
  return join_path(join_path(cache_, "manifests"), text.digest().hex() + ".json");
}

}  // namespace accel
