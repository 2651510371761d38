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

/// A job that is damaged, or that was not checked.
struct UnsoundJob {
  enum class Kind { damaged, other_format, unreadable };
  Kind kind;
  std::string id, path;
  std::vector<Damage> findings;
  std::vector<std::string> readers;  ///< all jobs that must be made again with a damaged one
};

struct Verification {
  VerifyReport report;
  std::vector<UnsoundJob> jobs;  ///< by kind, the damaged first

  std::size_t count(UnsoundJob::Kind kind) const;
};

Verification look_at_findings(const Store& store, VerifyReport report);

/// The lines that `accel verify --json` prints: one for each finding and each note, then the
/// totals.
void each_document(const Verification& verified, const std::function<void(const Document&)>& use);

}  // namespace accel
