// SPDX-License-Identifier: Apache-2.0
// The implementation of accel::Writer: the column files of one dataset, slice by slice.
#pragma once

#include <accel/writer.h>

#include "column/column_writer.h"
#include "dataset/bad_rows.h"
#include "dataset/equal_values.h"
#include "dataset/manifest.h"
#include "dataset/running_map.h"
#include "dataset/slice_columns.h"

#include <atomic>
#include <map>
#include <memory>
#include <optional>

namespace accel {

namespace detail {

struct WriterState {
  std::string name = "default";
  std::vector<ColumnSpec> columns;
  Dataset parent;           ///< empty for a new dataset
  bool keeps = false;       ///< it only keeps rows, of `source` and others
  Dataset source;           ///< whose columns it has
  std::string job_path;     ///< empty where nothing is written (describing)
  Workdirs workdirs;        ///< of what the job reads
  BadRows* bad = nullptr;   ///< of the slice that is being worked on
  bool may_select = false;  ///< in prepare and synthesis
  int slice = -1;
  int share = 0;  ///< the number of the slice's share that is worked on
  std::vector<std::unique_ptr<ColumnWriter>> files;   ///< of `slice`
  std::vector<std::optional<SliceColumns>> finished;  ///< slices written by this process
  std::vector<KeptRows> kept;                         ///< in `slice`
  std::map<Reference, Dataset> kept_from;             ///< what `kept` names
  std::optional<RunningMap> map;                      ///< that fills the dataset now
  const Counterpart* counterpart = nullptr;           ///< of the dataset, in analysis(); or null
  std::vector<std::unique_ptr<EqualValues>> equal;    ///< of `files`; null: not compared
  std::int64_t rows = 0;                              ///< written in `slice`
  std::string bad_cause;  ///< of the next bad row; empty: the row itself
  bool is_loose = false;  ///< not all rows were written by one map
  std::atomic<int> references{1};

  /// Opens the files of the share.
  void begin(const Share& share, int slices);
  void keep(const Dataset& dataset, int slice, std::int64_t row);
  void begin_map(const PlannedMap* plan);
  void end_map();
  /// How many rows the map has written.
  std::int64_t mapped_rows() const;
  void write_row(const Cell* cells);
  void append(std::size_t column, const Cell& cell);
  void note_bad(std::int64_t row, const std::string& name, std::string_view reason);
  /// Closes them and returns what they hold. Throws Error if the parent has another number of rows.
  SliceColumns finish();
  SliceColumn finish_column(std::size_t column);
  /// For a dataset written by select_slice: closes the last slice, makes slices that were not
  /// written, empty, and returns them all.
  std::vector<SliceColumns> finish_all();
};

}  // namespace detail

/// Writers that prepare() made, as recorded for a slice that runs in another process.
Document writers_document(const std::vector<Writer>& writers);
std::vector<Writer> read_writers(const Document& document, const std::string& job_path,
                                 const Workdirs& workdirs, const std::string& path);

/// The manifest of a dataset of `job` whose slices hold `slices`. If it has a parent, the parent's
/// columns come first. `known`: the parts of datasets for which they need not be read.
Manifest make_manifest(const detail::WriterState& writer, const std::string& job,
                       const std::vector<SliceColumns>& slices, const KeptParts& known = {});

}  // namespace accel
