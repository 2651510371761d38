// SPDX-License-Identifier: Apache-2.0
// Why a job was made, as a document for every user interface.
#pragma once

#include "base/json.h"
#include "urd/why.h"

namespace accel {

/// What `accel why JOB --json` prints, without the job's state and what was accepted.
Document document(const Explanation& why);

}  // namespace accel
