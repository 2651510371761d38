// SPDX-License-Identifier: Apache-2.0
// Which rows a job keeps of earlier jobs, its predecessors, and which it computes. The plan is
// made from the files of these jobs, before the method's code runs. If the code then does
// something else, the plan is dropped (run/phases.cpp) and the job computes all rows.
#pragma once

#include "dataset/analysis_record.h"
#include "dataset/bad_rows.h"
#include "dataset/input_reads.h"
#include "dataset/planned_rows.h"
#include "dataset/share.h"
#include "dataset/writer.h"
#include "job/setup.h"
#include "run/prepare_report.h"
#include "run/row_files.h"
#include "run/row_ranges.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace accel {

/// What one slice of a dataset keeps.
struct KeptSlice {
  std::vector<KeptRows> rows;
  std::vector<ColumnFile> columns;  ///< what the rows hold
};

struct RowPlan {
  std::vector<std::string> jobs;  ///< the predecessors whose rows are kept
  AnalysisRecord analysis;        ///< what their analysis() did, with the inputs of this job
  std::set<std::string> changed;  ///< inputs that differ: references, options of files
  bool is_sliced_alike = false;   ///< whether all have the same number of slices
  Document prepared;              ///< what their prepare() passed on
  std::map<std::string, std::vector<KeptSlice>> datasets;  ///< by dataset, per slice
  KeptParts parts;                                         ///< of the predecessors' datasets
  std::map<Share, PlannedRows> shares;                     ///< what each computes
  std::vector<std::uint64_t> rows;                         ///< per slice
  std::vector<std::vector<BadRow>> bad_rows;               ///< that it keeps, per slice
  KeptFiles files;                                         ///< that the kept rows saved
  std::uint64_t computed_rows = 0;
  Digest digest;  ///< of everything that the shares' reports depend on
  /// What the predecessors read of their datasets, with the datasets of this job in their place.
  /// nullopt: unknown.
  std::optional<InputReads> inputs;
};

std::vector<Share> shares_of(const RowPlan& plan);

/// Everything that prepare() passes on to the slices, for comparison.
Document passed_on(const PrepareReport& report);

/// Why a job computes all rows although there is an earlier job with its recipe.
struct AllRowsReasons {
  std::string known;      ///< the reason that an earlier job's trial showed
  std::string ruled_out;  ///< what ruled out the first job that could have been used
};

/// Makes the plan: it keeps rows of the newest finished predecessor, then of the unfinished ones
/// and, while many rows are missing, of older finished ones. Skips predecessors that are damaged or
/// gone. Returns nullopt if no rows are kept. Then the job computes all rows, and `reasons` says
/// why, if that is known.
std::optional<RowPlan> make_row_plan(const JobSetup& setup, const std::string& job_path,
                                     AllRowsReasons& reasons);

}  // namespace accel
