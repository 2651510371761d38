// SPDX-License-Identifier: Apache-2.0
// The files that go into a shared object, as they were when they were read, and their record in the
// cache. A record that cannot be read counts as missing; it is never an error.
#pragma once

#include "base/file.h"
#include "base/hash.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accel {

/// Now, by the clock of file times, which ticks every few milliseconds. A file whose change time is
/// not before the time when it was looked at may have changed since.
std::int64_t file_clock_ns();
/// Waits for its next tick. Files that were changed before the call have a change time before the
/// result; files that are changed after it do not.
std::int64_t next_file_clock_tick();

struct Snapshot {
  FileStat stat;
  Digest content;
  std::string text;
};
/// Reads a whole file; nullopt if it can't be read, is not a regular file, or keeps changing.
std::optional<Snapshot> find_snapshot(const std::string& path);

struct Ingredient {
  std::string path;  ///< absolute
  FileStat stat;
  Digest content;
  Digest code;
};

/// What a unit was compiled from, and the result.
struct UnitRecord {
  std::string key;
  FileStat object;  ///< plugin.so; if it has another stat, it is read again
  Digest object_content;
  std::int64_t read_ns = 0;         ///< file_clock_ns() before the files were looked at
  std::vector<Ingredient> files;    ///< sorted by path
  std::vector<std::string> absent;  ///< where the compiler looked for headers and found none
};

/// A file of records (on disk as src/FORMATS.md says), with paths below `folder` relative to it.
std::vector<UnitRecord> read_records(const std::string& path, const std::string& folder);
void write_records(const std::string& path, const std::vector<UnitRecord>& records,
                   const std::string& folder);

/// `path` as shown to a person: relative to `folder` if it is below it.
std::string shown_path(const std::string& path, const std::string& folder);

/// A text for a digest, made of named parts that cannot run together.
class TaggedText {
 public:
  void add(std::string_view tag, std::string_view value);
  void add(std::string_view tag, const std::vector<std::string>& values);
  Digest digest() const { return digest_of(text_); }

 private:
  std::string text_;
};

}  // namespace accel
