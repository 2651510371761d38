// SPDX-License-Identifier: Apache-2.0
// What a job reads of the datasets that it is given, in all phases, recorded while they run. A
// later build reuses the job if nothing that it read has changed (urd/cutoff.h). Input files and
// jobs are not recorded: they count as read completely.
#pragma once

#include "base/json.h"
#include "job/job_id.h"

#include <map>
#include <set>
#include <string>

namespace accel {

/// What is read of one dataset.
struct DatasetReads {
  std::set<std::string> columns;  ///< by name; the dataset may lack one
  bool borders = false;           ///< how many rows each slice has
  bool list = false;              ///< the names and types of its columns
  bool all = false;               ///< all its columns, and the list
  bool id = false;                ///< its job or its name
};
using InputReads = std::map<Reference, DatasetReads>;

/// Begins an empty record in this process. Processes that it forks continue the record.
void begin_input_reads();
/// What was read so far.
InputReads& input_reads();
/// Adds to the record, if there is one.
void note_input(const Reference& dataset, bool DatasetReads::*what);
void note_input_column(const Reference& dataset, const std::string& column);

void add_reads(InputReads& reads, const InputReads& more);
/// These reads, with datasets replaced by those that took their place.
InputReads with_datasets(const InputReads& reads, const std::map<Reference, Reference>& others);
Document reads_document(const InputReads& reads);
/// Reads the member `inputs` of a report.
InputReads read_reads(const Document& report, const std::string& path);

}  // namespace accel
