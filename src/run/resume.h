// SPDX-License-Identifier: Apache-2.0
// What a run that was cut short (killed, interrupted, failed) left in the job directory, and which
// parts of it the next run keeps: prepare()'s state, and each finished share whose files match its
// report to the byte. Files that belong to no finished part are removed.
#pragma once

#include "base/hash.h"
#include "dataset/saved_files.h"
#include "dataset/share.h"
#include "dataset/slice_columns.h"
#include "job/setup.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace accel {

struct FinishedParts {
  bool prepared = false;  ///< slices/prepare.json has all that prepare() passed on
  std::set<Share> shares;
};

/// Removes everything from the directory except what the job was started with and what is kept.
/// Throws SystemError if something cannot be read or removed. `plan`: the digest of the new run's
/// plan. Only shares of the same plan are kept. `others`: the datasets, besides the inputs, whose
/// rows a share may have kept. A share that has kept rows of any other dataset runs again.
FinishedParts keep_finished(const std::string& job_path, const JobSetup& setup,
                            const std::optional<Digest>& plan = {}, const KeptParts& others = {});

/// The files that a share, "prepare" or "synthesis" saved, from its list. Ignores a last line that
/// was cut short, because its file was not begun.
std::vector<SavedFile> saved_by(const std::string& job_path, const std::string& who);

/// Whether an earlier run finished slices, and computed all their rows.
bool has_whole_slices(const std::string& job_path, const JobSetup& setup);

/// Removes what an attempt at a share left: its column files, the files that it saved, and its list
/// of them.
void clear_slice(const std::string& job_path, const JobSetup& setup, const Share& share);

/// Removes the column files of a failed job's unfinished shares, to free disk space. Everything
/// else stays for inspection.
void drop_unfinished_columns(const std::string& job_path, const JobSetup& setup);

}  // namespace accel
