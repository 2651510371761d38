// SPDX-License-Identifier: Apache-2.0
// Finds what was compiled before. `units/` has a record for each unit by its paths: if the stats of
// all files agree, only that record is read. `manifests/` has, for the contents of the sources, the
// headers they were compiled with: this finds an edit that was undone. Both depend on the settings,
// and both may be lost at any time.
#pragma once

#include "method/cache_space.h"
#include "method/compile.h"
#include "method/ingredients.h"

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace accel {

class CompileCache {
 public:
  /// `settings`: a digest of all that matters besides the files. What is found is held in `in_use`.
  CompileCache(std::string cache, std::string folder, Digest settings,
               std::shared_ptr<CacheInUse> in_use);

  /// The result of compiling `unit`, if it is cached.
  std::optional<UnitRecord> find(const Unit& unit) const;
  /// `record` has the unit's sources among its files.
  void remember(const Unit& unit, const UnitRecord& record) const;

  /// The key of an object: settings, sources as the compiler is given them, contents with names.
  std::string key_of(const Unit& unit, const std::vector<Ingredient>& files) const;
  std::string folder_of(const std::string& key) const;
  std::string object_of(const std::string& key) const;
  const std::shared_ptr<CacheInUse>& in_use() const { return in_use_; }
  /// From now on, the object of that key stays, whether found or made.
  void hold(const std::string& key) const { in_use_->hold("compiled/" + key); }
  /// The lock of the one process that compiles the unit.
  ByteLock lock(const Unit& unit) const { return making_lock(cache_, record_path(unit)); }

 private:
  using Snapshots = std::map<std::string, std::optional<Snapshot>>;
  std::optional<UnitRecord> find_in_manifest(const Unit& unit) const;
  std::string record_path(const Unit& unit) const;
  std::string manifest_path(const Unit& unit, const std::vector<Digest>& contents) const;

  std::string cache_;
  std::string folder_;
  Digest settings_;
  std::shared_ptr<CacheInUse> in_use_;
};

}  // namespace accel
