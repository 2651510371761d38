// SPDX-License-Identifier: Apache-2.0
// What a check of finished jobs found, as every user interface shows it.
#pragma once

#include "base/json.h"
#include "workdir/verify.h"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace accel {

/// The jobs that must be made again because something is damaged.
struct Repair {
  std::vector<std::string> holders;  ///< paths of the jobs that hold the damaged file
  std::vector<std::string> readers;  ///< ids of all other jobs that read the holders
};

/// A job that is damaged, or that was not checked.
struct UnsoundJob {
  enum class Kind { damaged, other_format, unreadable };
  struct Finding {
    Damage damage;
    Repair repair;  ///< empty unless the job is damaged
  };
  Kind kind;
  std::string id, path;
  std::vector<Finding> findings;
  Repair repair;  ///< of all findings; the job is its first holder
};

struct Verification {
  VerifyReport report;
  std::vector<UnsoundJob> jobs;  ///< by kind, the damaged first

  /// The number of jobs of a kind. Every job that holds a damaged file is damaged.
  std::size_t count(UnsoundJob::Kind kind) const;
};

Verification look_at_findings(const Store& store, VerifyReport report);

/// The lines that `accel verify --json` prints: one for each finding and each note, then the
/// totals.
void each_document(const Verification& verified, const std::function<void(const Document&)>& use);

}  // namespace accel
