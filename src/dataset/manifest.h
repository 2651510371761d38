// SPDX-License-Identifier: Apache-2.0
// `DS/<dataset>/dataset.json`: the columns of a dataset and where the files of each are. An
// appended dataset names its parent's files, by job id; it holds only its own. Long lists of parts
// are in `parts.tsv` beside it, and are read when a column is.
#pragma once

#include <accel/column.h>

#include "base/json.h"
#include "dataset/parts.h"
#include "dataset/share.h"
#include "job/job_id.h"

#include <optional>
#include <string>
#include <vector>

namespace accel {

struct ManifestColumn {
  ColumnSpec spec;
  bool nullable = true;
  Reference owner;                    ///< the job and dataset whose folder holds the files
  std::vector<std::uint64_t> absent;  ///< per slice
  std::uint64_t bytes = 0;            ///< of all files
  Value min, max;                     ///< null for kinds without an order, or without values
  /// The digest of the owner's `parts.tsv`; nullopt if `parts` has all parts.
  std::optional<Digest> list;
  ColumnParts parts;  ///< see read_parts()
};

struct Manifest {
  std::string name;
  std::vector<std::uint64_t> rows;  ///< per slice
  std::vector<ManifestColumn> columns;
  std::optional<Reference> parent;

  int slices() const { return static_cast<int>(rows.size()); }
  std::uint64_t total_rows() const;
  const ManifestColumn* find(std::string_view column) const;
};

/// Whether a dataset or column can have this name: it is UTF-8, and the names of its files are not
/// too long.
bool is_storable_name(std::string_view name);

std::string dataset_folder(const std::string& job_path, std::string_view dataset);
/// The name of the file with a column's rows that a share of a slice wrote, in that folder.
std::string column_file_name(std::string_view column, const Share& share);
/// The name of another file of the column there.
std::string column_file_name(std::string_view column, std::string_view which);
/// The path of the file of a share.
std::string column_path(const std::string& job_path, std::string_view dataset,
                        std::string_view column, const Share& share);

/// The directory of the job that has the column's files. Throws JobError if that job is gone or not
/// finished.
std::string column_job_path(const ManifestColumn& column, const Workdirs& workdirs);

/// The parts of a column with `rows` rows in each slice; `job_path` is the folder of its owner's
/// job. Throws Error if its list is gone or damaged, or does not fit.
ColumnParts read_parts(const ManifestColumn& column, const std::vector<std::uint64_t>& rows,
                       const std::string& job_path);

Document manifest_document(const Manifest& manifest);
/// Writes `dataset.json` of a dataset of `job`, and `parts.tsv` if a column of it needs one.
void write_manifest(Manifest manifest, const std::string& job, const std::string& job_path);
/// Throws Error, with what the job has, when there is no such dataset, or when it is damaged.
Manifest read_manifest(const Reference& dataset, const std::string& job_path);
/// Reads a manifest from a file. Throws Error, naming it, when it is missing or damaged.
Manifest read_manifest_file(const std::string& path);
std::vector<std::string> dataset_names(const std::string& job_path);

}  // namespace accel
