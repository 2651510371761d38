// SPDX-License-Identifier: Apache-2.0
// The compile cache's folder, shared by builds: what is in use, what is being made, and what to
// remove when it grows. Byte locks on its file `lock` say so; the kernel frees them. Folder names
// are relative to the cache: "compiled/<key>", "pch/<digest>".
#pragma once

#include "base/file.h"
#include "base/lock.h"

#include <cstdint>
#include <string>

namespace accel {

/// Folders that a build uses: none is removed while this exists in the build or a process it
/// forked.
class CacheInUse {
 public:
  /// Makes the cache's folder.
  explicit CacheInUse(std::string cache);
  /// Call it before checking whether the folder exists: if it does, it then stays. From any thread.
  void hold(const std::string& folder);

 private:
  std::string cache_;
  ReadLocks locks_;
};

/// Marks the file at `path`, whose stat is `stat`, as still in use, by its modification time. Does
/// so at most once a day.
void note_used(const std::string& path, const FileStat& stat);

/// The lock for making the thing of that name in one process at a time; not locked yet.
ByteLock making_lock(const std::string& cache, const std::string& name);

/// If compiled/ and pch/ take more than `bound`, removes folders until they take three quarters of
/// it: the least recently used first, and none that is in use. Also removes records that then lead
/// nowhere. Ignores what cannot be removed: it is a cache.
void trim_cache(const std::string& cache, std::uint64_t bound);

}  // namespace accel
