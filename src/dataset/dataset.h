// SPDX-License-Identifier: Apache-2.0
// The implementation of accel::Dataset: a manifest that was read once, and access to its files.
#pragma once

#include <accel/dataset.h>

#include "dataset/column_files.h"
#include "dataset/manifest.h"

#include <atomic>
#include <functional>
#include <map>
#include <memory>

namespace accel {

namespace detail {

struct DatasetState {
  Reference reference;
  Manifest manifest;
  std::function<Dataset()> open;  ///< opens a promised dataset; empty once it is open
  Workdirs workdirs;
  /// Read so far; kept, so that views live as long as the dataset.
  std::map<std::string, std::unique_ptr<ColumnFiles>> columns;
  std::atomic<int> references{1};
};

}  // namespace detail

/// The files of a column that the dataset has; the dataset keeps them open.
ColumnFiles& column_files(detail::DatasetState& dataset, const std::string& column);

/// The parts of a column of the dataset's manifest. Throws Error if its list is gone or damaged.
ColumnParts parts_of(const detail::DatasetState& dataset, const ManifestColumn& column);

/// Throws Error when the job is not finished or has no such dataset.
Dataset open_dataset(const Reference& reference, const Workdirs& workdirs);
/// The dataset with this manifest, which need not be on disk.
Dataset dataset_of(const Reference& reference, Manifest manifest, const Workdirs& workdirs);
/// A dataset of a job that may not be finished. A script can give it to another job, by this
/// reference. Any other use calls `open`, which waits for the job and may throw.
Dataset promised_dataset(const Reference& reference, std::function<Dataset()> open);

}  // namespace accel
