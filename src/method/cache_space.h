// SPDX-License-Identifier: Apache-2.0
// The compile cache's folder between builds: what is in use, what is being made, and what goes when
// it grows. All by byte locks of its file `lock`, which the kernel frees. Folders are named below
// the cache: "compiled/<key>", "pch/<digest>".
#pragma once

#include "base/file.h"
#include "base/lock.h"

#include <cstdint>
#include <string>

namespace accel {

/// Folders that a build uses: none is removed until this goes, in all processes that it forked.
class CacheInUse {
 public:
  /// Makes the cache's folder.
  explicit CacheInUse(std::string cache);
  /// To be called before looking whether it is there: what is there then, stays. From any thread.
  void hold(const std::string& folder);

 private:
  std::string cache_;
  ReadLocks locks_;
};

/// Says that the file at `path`, of which `stat` was seen, is used still: by its time of
/// modification, so that this is done once a day.
void note_used(const std::string& path, const FileStat& stat);

/// For making one thing, of that name, in one process at a time; not locked yet.
ByteLock making_lock(const std::string& cache, const std::string& name);

/// When compiled/ and pch/ take more than `bound`, removes folders until they take three quarters
/// of it: those first that were used longest ago, none that is in use. Records that then lead
/// nowhere go too. What cannot be removed stays: it is a cache.
void trim_cache(const std::string& cache, std::uint64_t bound);

}  // namespace accel
