// SPDX-License-Identifier: Apache-2.0
// The implementation of accel::Dataset: a manifest that was read once, and access to its files.
#pragma once

#include <accel/dataset.h>

#include "column/column_reader.h"
#include "dataset/manifest.h"

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <utility>

namespace accel {

namespace detail {

struct DatasetState {
  Reference reference;
  Manifest manifest;
  std::function<void()> ask;  ///< called instead of looking at the manifest of one that is promised
  Workdirs workdirs;
  /// Opened so far, by column and slice; kept, so that views live as long as the dataset.
  std::map<std::pair<std::string, int>, std::unique_ptr<ColumnReader>> readers;
  std::atomic<int> references{1};
};

}  // namespace detail

/// Opens the file of one slice of a column that the manifest has. Throws Error when it is gone,
/// damaged, or not what the manifest says.
std::unique_ptr<ColumnReader> open_column(const detail::DatasetState& state,
                                          const std::string& name, int slice);

/// Throws Error when the job is not finished or has no such dataset.
Dataset open_dataset(const Reference& reference, const Workdirs& workdirs);
/// A dataset of a job that is not made yet. It can be given to another job. Any other use calls
/// `ask`, which throws.
Dataset promised_dataset(const Reference& reference, std::function<void()> ask);

}  // namespace accel
