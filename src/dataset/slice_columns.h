// SPDX-License-Identifier: Apache-2.0
// What one slice has of a dataset: the rows that it wrote, and rows of other datasets that it
// keeps. The slices together make a column of the manifest.
#pragma once

#include "column/column_writer.h"
#include "dataset/dataset.h"
#include "dataset/manifest.h"
#include "dataset/share.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace accel {

/// Rows of a slice of another dataset.
struct KeptRows {
  Reference dataset;
  int slice = 0;
  std::uint64_t first = 0;
  std::uint64_t rows = 0;
  std::uint64_t at = 0;  ///< the row that the first of them becomes
};

/// A column file that a share of the slice wrote.
struct OwnColumn : ColumnFile {
  int share = 0;  ///< its number
};

/// One column of a slice, or of one share of it. Each row is in one of its own files, or in a file
/// of another dataset.
struct SliceColumn {
  std::string name;
  std::vector<OwnColumn> files;   ///< the rows between those of `kept`, in the order of the shares
  std::vector<KeptRows> kept;     ///< in order
  std::vector<ColumnFile> holds;  ///< the absent values and extremes of `kept`, piece by piece

  /// Inserts rows of other datasets between those that the column has.
  void keep(const std::vector<KeptRows>& rows, ColumnFile hold);
};

/// One dataset in one slice, or in one share of it. Each column may keep other rows.
struct SliceColumns {
  std::uint64_t rows = 0;
  std::vector<SliceColumn> columns;

  /// The column of that name; adds it if there is none.
  SliceColumn& column(const std::string& name);
  /// Adds the rows of the slice's next share.
  void add(const SliceColumns& share);
  /// Inserts rows of other datasets between those that all columns have. `hold`: the absent values
  /// and extremes of these rows, each column once or more.
  void keep(const std::vector<KeptRows>& rows, const std::vector<ColumnFile>& hold);
};

/// The parts of the datasets whose rows are kept, by dataset and column.
using KeptParts = std::map<Reference, std::map<std::string, ColumnParts>>;

/// What a manifest says about a column of kept rows. Reads the rows only if the manifests of their
/// datasets do not suffice. `datasets` has the datasets that `kept` names.
ColumnFile look_at_kept(const ColumnSpec& spec, const std::vector<KeptRows>& kept,
                        const std::map<Reference, Dataset>& datasets);

Document slice_columns_document(const SliceColumns& columns);
/// `share`: the number of the share that reports them.
SliceColumns read_slice_columns(const Document& document, int share, const std::string& path);

/// A column of the dataset `self` whose slices hold `slices`. `known`: datasets whose parts need
/// not be read; `workdirs` has the others. Throws Error if a dataset that rows are kept from is
/// gone.
ManifestColumn manifest_column(const ColumnSpec& spec, const Reference& self,
                               const std::vector<SliceColumns>& slices, const Workdirs& workdirs,
                               const KeptParts& known);

}  // namespace accel
