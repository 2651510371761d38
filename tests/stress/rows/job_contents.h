// SPDX-License-Identifier: Apache-2.0
// All that a job holds, as one text. It must be equal, whichever way the job was made.
#pragma once

#include "base/hash.h"
#include "job/job_id.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace accel {

/// Its datasets row by row, bad rows, result, files and counts. Throws Error if something cannot be
/// read.
std::string job_contents(const std::string& id, const Workdirs& workdirs);

/// The values of a column in all slices; "-" for those that are absent.
std::vector<std::string> column_texts(const Reference& dataset, const std::string& column,
                                      const Workdirs& workdirs);

/// The names in its bad.jsonl.
std::vector<std::string> bad_names(const std::string& job_path);

/// The rows of columns, by their identity.
using ValuesByIdentity = std::map<std::pair<Digest, std::uint64_t>, std::string>;
/// Adds the rows of a job's datasets. Throws Error if two rows with the same identity differ.
void note_identities(const std::string& id, const Workdirs& workdirs, ValuesByIdentity& values);

}  // namespace accel
