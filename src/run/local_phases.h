// SPDX-License-Identifier: Apache-2.0
// The phases of a job in the caller's process, one slice after the other, for tests: nothing is
// forked, output is not captured, and no cage is entered.
#pragma once

#include "run/phases.h"

namespace accel {

/// Returns the phases' report; throws what the method throws.
Document run_phases_here(const JobSetup& setup, const std::string& job_path, detail::Phases& phases,
                         const FinishedParts& kept = {});

}  // namespace accel
