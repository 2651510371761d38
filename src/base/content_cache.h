// SPDX-License-Identifier: Apache-2.0
// Content hashes of files, remembered by path, inode, size and times, so that an unchanged file
// costs one stat. A file that was changed within the last two seconds before it was hashed is not
// remembered: it could change again without a change of its times. A damaged cache is started
// again.
#pragma once

#include "base/file.h"
#include "base/hash.h"
#include "base/text_list.h"

#include <string>
#include <vector>

namespace accel {

struct ContentHash {
  std::uint64_t size = 0;
  Digest digest;
};

/// The sizes and content hashes of `paths` (absolute), in their order, by several threads, which
/// have ended when it returns. Throws Error for the first that is missing, unreadable or not a
/// regular file, by its name in `shown`. `cache` is the cache's path.
std::vector<ContentHash> hash_contents(const TextList& paths, const std::vector<std::string>& shown,
                                       const std::string& cache, int threads);

}  // namespace accel
