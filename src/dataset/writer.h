// SPDX-License-Identifier: Apache-2.0
// The implementation of accel::Writer: the column files of one dataset, slice by slice.
#pragma once

#include <accel/writer.h>

#include "column/column_writer.h"
#include "dataset/bad_rows.h"
#include "dataset/manifest.h"
#include "dataset/running_map.h"

#include <atomic>
#include <map>
#include <memory>
#include <optional>

namespace accel {

/// Rows of a slice of another dataset.
struct KeptRows {
  Reference dataset;
  int slice = 0;
  std::uint64_t first = 0;
  std::uint64_t rows = 0;
  std::uint64_t at = 0;  ///< the row that the first of them becomes
};

/// One dataset in one slice.
struct SliceColumns {
  std::uint64_t rows = 0;
  std::vector<ColumnFile> columns;  ///< its own files; without checksums if it has none
  /// Rows of other datasets, in order. The rows between them are in its own files.
  std::vector<KeptRows> kept;
  std::vector<ColumnFile> kept_columns;  ///< what `kept` holds; empty if it keeps no rows
  bool has_files = true;

  /// Puts rows of other datasets between those that were written.
  void keep(std::vector<KeptRows> rows, std::vector<ColumnFile> hold);
};

/// The parts of the datasets whose rows are kept, by dataset and column.
using KeptParts = std::map<Reference, std::map<std::string, ColumnParts>>;

/// What a manifest says of a column of kept rows. Reads the rows only if the manifests of their
/// datasets do not suffice. `datasets` has the datasets that `kept` names.
ColumnFile look_at_kept(const ColumnSpec& spec, const std::vector<KeptRows>& kept,
                        const std::map<Reference, Dataset>& datasets);

Document slice_columns_document(const SliceColumns& columns);
SliceColumns read_slice_columns(const Document& document, const std::string& path);

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
  std::vector<std::unique_ptr<ColumnWriter>> files;   ///< of `slice`
  std::vector<std::optional<SliceColumns>> finished;  ///< slices written by this process
  std::vector<KeptRows> kept;                         ///< in `slice`
  std::map<Reference, Dataset> kept_from;             ///< what `kept` names
  std::optional<RunningMap> map;                      ///< that fills it now
  std::string bad_cause;  ///< of the next bad row; empty: the row itself
  bool is_loose = false;  ///< not all rows were written by one map
  std::atomic<int> references{1};

  /// Opens the files of `slice`.
  void begin(int slice, int slices);
  void keep(const Dataset& dataset, int slice, std::int64_t row);
  void begin_map(const PlannedMap* plan);
  void end_map();
  /// How many rows the map has written.
  std::int64_t mapped_rows() const;
  void write_row(const Cell* cells);
  void note_bad(std::int64_t row, const std::string& name, std::string_view reason);
  /// Closes them and returns what they hold. Throws Error if the parent has another number of rows.
  SliceColumns finish();
  /// For a dataset written by select_slice: closes the last slice, makes slices that were not
  /// written, empty, and returns them all.
  std::vector<SliceColumns> finish_all();
};

}  // namespace detail

/// Writers that prepare() made, as recorded for a slice that runs in another process.
Document writers_document(const std::vector<Writer>& writers);
std::vector<Writer> read_writers(const Document& document, const std::string& job_path,
                                 const Workdirs& workdirs, const std::string& path);

/// The manifest of a dataset of `job` whose slices hold `slices`: with a parent, its columns first.
/// `known`: the parts of datasets for which they need not be read.
Manifest make_manifest(const detail::WriterState& writer, const std::string& job,
                       const std::vector<SliceColumns>& slices, const KeptParts& known = {});

}  // namespace accel
