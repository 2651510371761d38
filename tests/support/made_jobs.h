// SPDX-License-Identifier: Apache-2.0
// Job directories as builds leave them, without running anything.
#pragma once

#include "job/store.h"

#include <string>
#include <vector>

namespace accel {

/// A job of the store, with that id, that was given those jobs; not finished. Its key is the digest
/// of "key of <id>".
void begin_job(const Store& store, const std::string& id, const std::string& method,
               const std::vector<std::string>& reads = {});
/// Its post.json, which says that the job took this many seconds, and that it also answers these
/// keys.
void finish_job(const Store& store, const std::string& id, double seconds = 1,
                const std::vector<Digest>& accepted = {});

/// When each of them began.
constexpr const char* kBegan = "2024-02-29T12:34:56Z";

}  // namespace accel
