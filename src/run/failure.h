// SPDX-License-Identifier: Apache-2.0
// How a job failed: what `error.json` holds, and what accel prints.
#pragma once

#include "base/json.h"
#include "dataset/share.h"

#include <optional>
#include <string>

namespace accel {

inline constexpr const char* kNoException =
    "the method threw something that is not a std::exception";

struct Failure {
  std::string phase;  ///< "prepare", "analysis", "synthesis", or "start"
  int slice = -1;     ///< -1: none
  std::int64_t row = -1;
  std::string what;
  std::string output;       ///< the last lines that the phase printed
  bool of_machine = false;  ///< accel itself could not go on: disk full ...
  bool in_trial = false;    ///< the row was computed a second time; the job can go on
  std::string cause{};      ///< of a row that ended its worker: see dataset/bad_rows.h
  int share = 0;            ///< of the slice: its number
};

/// Thrown to end the phases with a failure that is shown unchanged.
struct PhaseFailure {
  Failure failure;
};

/// The failure of analysis() at a row, with the row's name, which may be empty.
Failure row_failure(const Share& share, std::int64_t row, const std::string& name,
                    const std::string& what);
/// The failure for an exception that was thrown in this phase.
Failure failure_of(const std::exception& error, std::string phase, int slice, std::int64_t row);

Document failure_document(const Failure& failure);
/// Throws Error, naming `path`, if it is not a failure.
Failure read_failure(const Document& document, const std::string& path);
/// nullopt when the job has no `error.json`. Throws Error when that is damaged.
std::optional<Failure> find_failure(const std::string& job_path);

/// "in analysis of thumbnailer (dev-4), slice 1 of 3, row 17".
std::string failure_place(const Failure& failure, const std::string& method, const std::string& job,
                          int slices);

}  // namespace accel
