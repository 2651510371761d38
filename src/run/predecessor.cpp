// SPDX-License-Identifier: Apache-2.0
#include "run/predecessor.h"

#include "base/text.h"
#include "column/column_type.h"
#include "dataset/writer.h"
#include "job/post_file.h"
#include "run/slice_report.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace accel {
namespace {

bool is_whole(const std::string& job_path, const SliceReport& report) {
  for (const auto& [dataset, columns] : report.datasets) {
    for (const ColumnFile& file : columns.columns) {
      const std::string path = column_path(job_path, dataset, file.name, report.share);
      const auto stat = find_stat(path, Follow::no);
      const bool is_same = stat && stat->is_regular() && stat->size == file.bytes &&
                           digest_of_file(path) == file.checksum;
      if (!is_same) return false;
    }
  }
  return true;
}

/// Throws Error if a file that the plan relies on has changed.
void check_own_files(const std::string& job_path) {
  for (const FileEntry& file : read_post(job_path).files) {
    if (!is_reserved(file.name) || file.name.starts_with("OUTPUT/")) continue;
    const std::string path = join_path(job_path, file.name);
    if (digest_of_file(path).hex() != file.checksum) throw Error(path + ": has changed");
  }
}

/// Throws Error if a column file is missing or has another size. Does not read the contents, as
/// readers of columns do not check them either.
void check_column_files(const Dataset& dataset, const std::string& job_path) {
  for (const ManifestColumn& column : dataset.state()->manifest.columns) {
    if (column.owner != dataset.state()->reference) continue;
    for (const PartFile& file : parts_of(*dataset.state(), column).files) {
      if (file.name.empty()) continue;
      const std::string path =
          join_path(dataset_folder(job_path, dataset.state()->reference.dataset), file.name);
      const auto stat = find_stat(path, Follow::no);
      if (!stat || !stat->is_regular() || stat->size != file.bytes) {
        throw Error(path + ": is gone or has changed");
      }
    }
  }
}

/// The column that an entry of MapRecord::writes describes, such as "thumb: bytes".
ColumnSpec column_of(const std::string& text) {
  const auto colon = text.rfind(": ");
  const auto spec =
      colon == std::string::npos ? std::nullopt : find_column_type(text.substr(colon + 2));
  if (!spec) throw Error("not a column: " + quote(text));
  ColumnSpec column = *spec;
  column.name = text.substr(0, colon);
  return column;
}

/// The dataset that the map has made so far, with these slices.
Dataset unfinished_dataset(const MapRecord& map, const std::string& job, int slices,
                           const std::vector<SliceReport>& reports, const Workdirs& workdirs) {
  auto* writer = new detail::WriterState;
  const detail::Handle<detail::WriterState> handle(writer);
  writer->name = map.dataset;
  for (const std::string& column : map.writes) writer->columns.push_back(column_of(column));
  std::vector<SliceColumns> columns(static_cast<std::size_t>(slices));
  for (SliceColumns& slice : columns) slice.has_files = false;
  for (const SliceReport& report : reports) {
    columns.at(static_cast<std::size_t>(report.share.slice)) = report.datasets.at(map.dataset);
  }
  return dataset_of({job, map.dataset}, make_manifest(*writer, job, columns), workdirs);
}

}  // namespace

std::optional<Predecessor> Predecessor::find(const std::string& id, const std::string& job_path,
                                             const Workdirs& workdirs, std::string& known_reason) {
  Predecessor job(id, job_path);
  const bool is_of_use = job.read(workdirs);
  if (job.analysis_.all_rows.starts_with(kDependsOnMore)) known_reason = job.analysis_.all_rows;
  if (!is_of_use) return std::nullopt;
  return job;
}

bool Predecessor::read(const Workdirs& workdirs) {
  auto prepared = find_prepare_report(job_path_);
  if (!prepared || prepared->state_left_out) return false;
  prepared_ = *std::move(prepared);
  is_finished_ = is_finished(job_path_);
  return is_finished_ ? read_finished(workdirs) : read_slices(workdirs);
}

bool Predecessor::read_finished(const Workdirs& workdirs) {
  const Document head = post_head(job_path_);
  const auto analysis = find_member<Document>(head, "analysis");
  if (!analysis) return false;
  const auto rows = find_member<double>(head, "computed_rows");
  const auto seconds = find_member<std::vector<double>>(
      find_member<Document>(head, "seconds").value_or(Document()), "slices");
  if (rows && seconds && *rows > 0) {
    seconds_per_row_ = std::accumulate(seconds->begin(), seconds->end(), 0.0) / *rows;
  }
  analysis_ = read_analysis(*analysis, job_path_);
  if (!analysis_.all_rows.empty() || analysis_.maps.empty()) return false;
  check_own_files(job_path_);
  for (const MapRecord& map : analysis_.maps) {
    const Dataset dataset = open_dataset({id_, map.dataset}, workdirs);
    check_column_files(dataset, job_path_);
    datasets_.emplace(map.dataset, dataset);
  }
  return true;
}

/// Leaves out slices that followed a plan: their files do not hold all their rows.
bool Predecessor::read_slices(const Workdirs& workdirs) {
  std::vector<SliceReport> reports;
  double seconds = 0;
  double rows = 0;
  for (int slice = 0; slice < setup_.limits.slices; ++slice) {
    auto report = find_slice_report(job_path_, Share{slice});
    if (!report || report->plan || !is_whole(job_path_, *report)) continue;
    if (reports.empty()) analysis_ = report->analysis;
    merge_analysis(analysis_, report->analysis);
    slices_.insert(slice);
    seconds += report->seconds;
    rows += static_cast<double>(report->rows);
    reports.push_back(*std::move(report));
  }
  if (rows > 0) seconds_per_row_ = seconds / rows;
  if (!analysis_.all_rows.empty() || analysis_.maps.empty()) return false;
  for (const MapRecord& map : analysis_.maps) {
    datasets_.emplace(map.dataset,
                      unfinished_dataset(map, id_, setup_.limits.slices, reports, workdirs));
  }
  return true;
}

std::vector<BadRow> Predecessor::bad_rows() const {
  std::vector<std::string> paths;
  if (is_finished_) paths.push_back(join_path(job_path_, "bad.jsonl"));
  for (const int slice : slices_)
    paths.push_back(slice_path(job_path_, Share{slice}, ".bad.jsonl"));
  std::vector<BadRow> rows;
  for (const std::string& path : paths) {
    for (const std::string& line : split(find_contents(path).value_or(""), '\n')) {
      if (!line.empty()) rows.push_back(read_bad_row(line, path));
    }
  }
  return rows;
}

}  // namespace accel
