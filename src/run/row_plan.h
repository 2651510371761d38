// SPDX-License-Identifier: Apache-2.0
// Which rows of a job are those of an earlier job, its predecessor, and which are computed. The
// plan is made before the job's code runs, from what the two jobs' files say; whatever the code
// then does otherwise makes the plan void (run/phases.cpp), and all rows are computed.
#pragma once

#include "dataset/analysis_record.h"
#include "dataset/bad_rows.h"
#include "dataset/planned_rows.h"
#include "dataset/writer.h"
#include "job/setup.h"
#include "run/prepare_report.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace accel {

/// What one slice of a dataset keeps.
struct KeptSlice {
  std::vector<KeptRows> rows;
  std::vector<ColumnFile> columns;  ///< what they hold
};

struct RowPlan {
  std::string job;                ///< the predecessor
  AnalysisRecord analysis;        ///< what its analysis() did, with the inputs of this job
  std::set<std::string> changed;  ///< other inputs than it had: references, options of files
  bool is_sliced_alike = false;   ///< as many slices
  Document prepared;              ///< what its prepare() passed on
  std::map<std::string, std::vector<KeptSlice>> datasets;  ///< by dataset, per slice
  KeptParts parts;                                         ///< of the predecessor's datasets
  std::vector<PlannedRows> slices;                         ///< what each slice computes
  std::vector<std::uint64_t> rows;                         ///< per slice
  std::vector<std::vector<BadRow>> bad_rows;               ///< that are kept, per slice
  std::uint64_t computed_rows = 0;
  std::set<int> idle;  ///< slices that compute nothing
  Digest digest;       ///< of what the slices' reports depend on
};

/// All that prepare() passes on to the slices, for a comparison.
Document passed_on(const PrepareReport& report);

/// The plan with the first of the job's predecessors that has rows to keep. nullopt: there is none,
/// and all rows are computed; `known_reason` is then set if an earlier trial showed why. What is
/// damaged or gone is passed over.
std::optional<RowPlan> make_row_plan(const JobSetup& setup, const std::string& job_path,
                                     std::string& known_reason);

/// Why a slice did not do what the plan relies on; empty if it did.
std::string plan_violation(const RowPlan& plan, const AnalysisRecord& slice);

}  // namespace accel
