// SPDX-License-Identifier: Apache-2.0
#include "run/planned_slice.h"

#include <algorithm>

namespace accel {
namespace {

void add_share(SliceReport& slice, const SliceReport& share) {
  for (const auto& [name, columns] : share.datasets) slice.datasets[name].add(columns);
  slice.bad_rows += share.bad_rows;
  slice.seconds += share.seconds;
  slice.peak_memory = std::max(slice.peak_memory, share.peak_memory);
  merge_analysis(slice.analysis, share.analysis);
  add_reads(slice.inputs, share.inputs);
}

void drop_empty_files(SliceColumns& columns, const std::string& job_path,
                      const std::string& dataset, int slice) {
  for (SliceColumn& column : columns.columns) {
    std::erase_if(column.files, [&](const OwnColumn& file) {
      if (file.rows > 0) return false;
      remove_file(column_path(job_path, dataset, column.name, Share{slice, file.share}));
      return true;
    });
  }
}

}  // namespace

SliceReport join_planned_slice(const std::string& job_path, const RowPlan& plan, int slice) {
  SliceReport report;
  report.share.slice = slice;
  report.analysis = plan.analysis;
  for (const auto& [share, rows] : plan.shares) {
    if (share.slice == slice) add_share(report, read_slice_report(job_path, share));
  }
  const auto place = static_cast<std::size_t>(slice);
  for (const auto& [name, slices] : plan.datasets) {
    SliceColumns& columns = report.datasets[name];
    drop_empty_files(columns, job_path, name, slice);
    columns.keep(slices[place].rows, slices[place].columns);
  }
  report.rows = plan.rows[place];
  report.bad_rows += plan.bad_rows[place].size();
  return report;
}

}  // namespace accel
