// SPDX-License-Identifier: Apache-2.0
// Why a job was made, as a document for every user interface.
#pragma once

#include "base/json.h"
#include "job/store.h"
#include "urd/why.h"
#include "workdir/accept.h"

#include <string>
#include <vector>

namespace accel {

/// What `accel why JOB --json` prints; `state` and so on are those of the job.
Document document(const Explanation& why, const std::string& state,
                  const std::vector<Acceptance>& accepted, const std::vector<IndexEntry>& further);

}  // namespace accel
