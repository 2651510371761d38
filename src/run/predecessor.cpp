// SPDX-License-Identifier: Apache-2.0
#include "run/predecessor.h"

#include "base/text.h"
#include "column/column_type.h"
#include "dataset/writer.h"
#include "job/key.h"
#include "job/post_file.h"
#include "run/row_files.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace accel {
namespace {

/// Whether all rows are in the slice's own files, and these are whole.
bool is_whole(const std::string& job_path, const SliceReport& report) {
  for (const auto& [dataset, columns] : report.datasets) {
    for (const SliceColumn& column : columns.columns) {
      if (!column.kept.empty() || column.files.size() != 1) return false;
      const OwnColumn& file = column.files[0];
      const std::string path = column_path(job_path, dataset, column.name, report.share);
      const auto stat = find_stat(path, Follow::no);
      const bool is_same = stat && stat->is_regular() && stat->size == file.bytes &&
                           digest_of_file(path) == file.checksum;
      if (!is_same) return false;
    }
  }
  return true;
}

/// Throws Error if a file that the plan relies on has changed. Returns the files that rows saved.
std::vector<SavedFile> check_own_files(const std::string& job_path) {
  std::vector<SavedFile> saved;
  for (const FileEntry& file : read_post(job_path).files) {
    if (!is_reserved(file.name) || file.name.starts_with("OUTPUT/")) continue;
    const std::string path = join_path(job_path, file.name);
    if (digest_of_file(path).hex() != file.checksum) throw Error(path + ": has changed");
    if (file.name == kRowFilesList) saved = parse_saved_files(read_file(path), path);
  }
  return saved;
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

/// A dataset with the rows that the map of an unfinished job computed.
Dataset unfinished_dataset(const MapRecord& map, const std::string& job, int slices,
                           const std::vector<SliceReport>& reports, const Workdirs& workdirs) {
  auto* writer = new detail::WriterState;
  const detail::Handle<detail::WriterState> handle(writer);
  writer->name = map.dataset;
  for (const std::string& column : map.writes) writer->columns.push_back(column_of(column));
  std::vector<SliceColumns> columns(static_cast<std::size_t>(slices));
  for (const SliceReport& report : reports) {
    SliceColumns& slice = columns.at(static_cast<std::size_t>(report.share.slice));
    slice.add(report.datasets.at(map.dataset));
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
  return is_finished_ ? read_finished(workdirs) : read_shares(workdirs);
}

bool Predecessor::read_finished(const Workdirs& workdirs) {
  const Document head = post_head(job_path_);
  const auto analysis = find_member<Document>(head, "analysis");
  if (!analysis) return false;
  if (head.contains("inputs")) inputs_ = read_reads(head, job_path_);
  const auto rows = find_member<double>(head, "computed_rows");
  const auto seconds = find_member<std::vector<double>>(
      find_member<Document>(head, "seconds").value_or(Document()), "slices");
  if (rows && seconds && *rows > 0) {
    seconds_per_row_ = std::accumulate(seconds->begin(), seconds->end(), 0.0) / *rows;
  }
  analysis_ = read_analysis(*analysis, job_path_);
  if (!analysis_.all_rows.empty() || analysis_.maps.empty()) return false;
  files_ = check_own_files(job_path_);
  sort_by_row(files_);
  for (const MapRecord& map : analysis_.maps) {
    const Dataset dataset = open_dataset({id_, map.dataset}, workdirs);
    check_column_files(dataset, job_path_);
    datasets_.emplace(map.dataset, dataset);
  }
  return true;
}

/// Whether the list of its bad rows is whole. A commit that was cut short has removed it.
bool Predecessor::has_bad_rows(const SliceReport& report) const {
  const auto list = find_contents(slice_path(job_path_, report.share, ".bad.jsonl")).value_or("");
  return std::cmp_equal(std::ranges::count(list, '\n'), report.bad_rows);
}

/// All shares followed the same plan, or none did.
bool Predecessor::read_shares(const Workdirs& workdirs) {
  std::vector<SliceReport> reports;
  double seconds = 0;
  double rows = 0;
  for (const Share& share : shares_with(job_path_, ".json")) {
    auto report = find_slice_report(job_path_, share);
    const bool is_of_plan = reports.empty() || report->plan == reports[0].plan;
    if (share.slice >= setup_.limits.slices || !is_of_plan || !is_whole(job_path_, *report)) {
      continue;
    }
    const auto files = find_whole_files(job_path_, *report);
    if (!files || !has_bad_rows(*report)) continue;
    files_.insert(files_.end(), files->begin(), files->end());
    if (reports.empty()) analysis_ = report->analysis;
    merge_analysis(analysis_, report->analysis);
    if (!inputs_) inputs_.emplace();
    add_reads(*inputs_, report->inputs);
    add_share(*report);
    seconds += report->seconds;
    rows += static_cast<double>(report->rows);
    reports.push_back(*std::move(report));
  }
  if (rows > 0) seconds_per_row_ = seconds / rows;
  sort_by_row(files_);
  if (!analysis_.all_rows.empty() || analysis_.maps.empty()) return false;
  for (const MapRecord& map : analysis_.maps) {
    datasets_.emplace(map.dataset,
                      unfinished_dataset(map, id_, setup_.limits.slices, reports, workdirs));
  }
  return true;
}

/// The shares come in the order of their rows.
void Predecessor::add_share(const SliceReport& report) {
  const auto slice = static_cast<std::size_t>(report.share.slice);
  shares_.push_back(report.share);
  for (const auto& [dataset, columns] : report.datasets) {
    ComputedRows& rows = rows_[dataset][slice];
    std::vector<RowSection> more;
    if (report.plan) {
      more = report.computed.at(dataset);
    } else if (columns.rows > 0) {
      more = {{0, static_cast<std::int64_t>(columns.rows)}};
    }
    if (rows_in(more) != columns.rows || !is_in_order(more)) {
      throw Error("a share does not have the rows that it computed");
    }
    for (const RowSection& section : more) {
      const Computed last = rows.empty() ? Computed() : rows.back();
      const auto first = static_cast<std::uint64_t>(section.first);
      const auto end = static_cast<std::uint64_t>(section.end);
      if (first < last.end) throw Error("two shares have the same rows");
      rows.push_back({first, end, last.at + last.end - last.first});
    }
  }
}

std::vector<SameRows> Predecessor::computed(const std::string& dataset,
                                            const std::vector<SameRows>& rows) const {
  if (is_finished_) return rows;
  const auto& slices = rows_.at(dataset);
  std::vector<SameRows> found;
  for (const SameRows& same : rows) {
    const auto slice = slices.find(same.from_slice);
    if (slice == slices.end()) continue;
    const std::uint64_t end = same.from + same.rows;
    auto some = std::ranges::upper_bound(slice->second, same.from, {}, &Computed::end);
    for (; some != slice->second.end() && some->first < end; ++some) {
      const std::uint64_t first = std::max(same.from, some->first);
      found.push_back({same.first + first - same.from, std::min(end, some->end) - first,
                       same.from_slice, first});
    }
  }
  return found;
}

void Predecessor::check_rows(const std::string& dataset,
                             const std::vector<std::uint64_t>& read) const {
  bool fits = true;
  if (is_finished_) {
    fits = datasets_.at(dataset).state()->manifest.rows == read;
  } else {
    for (const auto& [slice, rows] : rows_.at(dataset)) {
      fits = fits && slice < read.size() && (rows.empty() || rows.back().end <= read[slice]);
    }
  }
  if (!fits) throw Error("a dataset does not have the rows of its source");
}

std::uint64_t Predecessor::row_in_dataset(const std::string& dataset, std::size_t slice,
                                          std::uint64_t row) const {
  if (is_finished_) return row;
  const ComputedRows& rows = rows_.at(dataset).at(slice);
  const auto found = std::ranges::upper_bound(rows, row, {}, &Computed::end);
  if (found == rows.end() || row < found->first) {
    throw Error("row " + std::to_string(row) + " was not computed");
  }
  return found->at + row - found->first;
}

std::uint64_t Predecessor::row_in_source(const std::string& dataset, std::size_t slice,
                                         std::uint64_t row) const {
  if (is_finished_) return row;
  const ComputedRows& rows = rows_.at(dataset).at(slice);
  const auto next = std::ranges::upper_bound(rows, row, {}, &Computed::at);
  if (next == rows.begin()) throw Error("row " + std::to_string(row) + " was not computed");
  const Computed& found = *std::prev(next);
  return found.first + row - found.at;
}

std::vector<BadRow> Predecessor::bad_rows() const {
  std::vector<std::string> paths;
  if (is_finished_) paths.push_back(join_path(job_path_, "bad.jsonl"));
  for (const Share& share : shares_) paths.push_back(slice_path(job_path_, share, ".bad.jsonl"));
  std::vector<BadRow> rows;
  for (const std::string& path : paths) {
    for (const std::string& line : split(find_contents(path).value_or(""), '\n')) {
      if (!line.empty()) rows.push_back(read_bad_row(line, path));
    }
  }
  return rows;
}

std::string find_replaced_input(const std::string& job_path, const Workdirs& workdirs) {
  for (const DatasetLine& line : dataset_lines(read_file(job_path + "/key.txt"))) {
    const auto path = workdirs.find_job_path(line.dataset.job);
    const auto transcript = path ? find_contents(*path + "/key.txt") : std::nullopt;
    if (transcript && digest_of(*transcript).hex() != line.key) return line.dataset.job;
  }
  return "";
}

std::vector<const ManifestColumn*> own_columns(const Dataset& dataset) {
  std::vector<const ManifestColumn*> own;
  for (const ManifestColumn& column : dataset.state()->manifest.columns) {
    if (column.owner == dataset.state()->reference) own.push_back(&column);
  }
  return own;
}

void check_column_files(const Dataset& dataset, const std::string& job_path) {
  const std::string folder = dataset_folder(job_path, dataset.state()->reference.dataset);
  for (const ManifestColumn* column : own_columns(dataset)) {
    for (const PartFile& file : parts_of(*dataset.state(), *column).files) {
      if (file.name.empty()) continue;
      const std::string path = join_path(folder, file.name);
      const auto stat = find_stat(path, Follow::no);
      if (!stat || !stat->is_regular() || stat->size != file.bytes) {
        throw Error(path + ": is gone or has changed");
      }
    }
  }
}

std::vector<ColumnParts> parts_of_columns(const Dataset& dataset,
                                          const std::vector<std::string>& columns) {
  std::vector<ColumnParts> parts;
  if (columns.empty()) throw Error("a map reads no column");
  for (const std::string& name : columns) {
    const ManifestColumn* column = dataset.state()->manifest.find(name);
    if (column == nullptr) throw Error("the dataset has no column " + quote(name));
    parts.push_back(parts_of(*dataset.state(), *column));
  }
  return parts;
}

}  // namespace accel
