// SPDX-License-Identifier: Apache-2.0
#include "dataset/column_files.h"

#include "base/check.h"
#include "dataset/dataset.h"
#include "job/post_file.h"

#include <algorithm>

namespace accel {
namespace {

/// The rows [first, end) of a batch.
detail::Batch cut(detail::Batch batch, std::int64_t first, std::int64_t end) {
  const bool is_whole = first == 0 && end == batch.rows;
  batch.first = first;
  batch.rows = end;
  if (!is_whole && batch.validity != nullptr && count_absent(batch) == 0) batch.validity = nullptr;
  return batch;
}

}  // namespace

ColumnFiles::ColumnFiles(const detail::DatasetState& dataset, const std::string& column)
    : dataset_(dataset),
      column_(*dataset.manifest.find(column)),
      job_path_(dataset.workdirs.job_path(column_.owner.job)),
      parts_(parts_of(dataset, column_)),
      readers_(parts_.files.size()) {}

ColumnReader& ColumnFiles::open(std::size_t file) {
  if (readers_[file]) return *readers_[file];
  const PartFile& known = parts_.files[file];
  const std::string path = join_path(dataset_folder(job_path_, column_.owner.dataset), known.name);
  if (!exists(path)) throw_missing(path);
  const ColumnExpected expected{column_.spec, static_cast<std::int64_t>(known.rows), known.bytes};
  readers_[file] = std::make_unique<ColumnReader>(path, expected);
  return *readers_[file];
}

void ColumnFiles::close() {
  for (auto& reader : readers_) {
    if (reader) reader->check_not_cut();
    reader.reset();
  }
}

void ColumnFiles::throw_missing(const std::string& path) const {
  with_damage_hint(dataset_.workdirs.job_path(dataset_.reference.job),
                   [&] { return column_job_path(column_, dataset_.workdirs); });
  JobError error(path + ": the column's file is gone");
  hint_at_damage(error, job_path_);
  throw error;
}

std::int64_t count_absent(const detail::Batch& batch) {
  if (batch.validity == nullptr) return 0;
  std::int64_t absent = 0;
  for (std::int64_t row = batch.first; row < batch.rows; ++row)
    absent += batch.present(row) ? 0 : 1;
  return absent;
}

SliceRows::SliceRows(ColumnFiles& files, int slice) : files_(files), parts_(files.parts(slice)) {
  std::int64_t end = 0;
  for (const Part& part : parts_) ends_.push_back(end += static_cast<std::int64_t>(part.rows));
}

bool SliceRows::next(BatchRows& rows) {
  for (; part_ < parts_.size(); ++part_) {
    const Part& part = parts_[part_];
    if (part.rows == 0 && reader_ == nullptr) continue;
    if (reader_ == nullptr) go_to_part(part_);
    const auto end = static_cast<std::int64_t>(part.first + part.rows);
    if (batch_ < reader_->batch_count() && reader_->first_row(batch_) < end) {
      reader_->give_back_before(batch_);
      rows = rows_in(batch_++);
      return true;
    }
    leave_file();
  }
  return false;
}

BatchRows SliceRows::at(std::int64_t row) {
  const auto found = std::ranges::upper_bound(ends_, row);
  ACCEL_CHECK(found != ends_.end());
  const auto part = static_cast<std::size_t>(found - ends_.begin());
  if (part != part_ || reader_ == nullptr) go_to_part(part);
  const auto begin = *found - static_cast<std::int64_t>(parts_[part].rows);
  const auto place = row - begin + static_cast<std::int64_t>(parts_[part].first);
  batch_ = reader_->batch_of(place);
  reader_->give_back_before(batch_);
  return rows_in(batch_++);
}

BatchRows SliceRows::rows_in(std::size_t batch) {
  const Part& part = parts_[part_];
  const std::int64_t before = reader_->first_row(batch);
  const auto part_first = static_cast<std::int64_t>(part.first);
  const auto part_rows = static_cast<std::int64_t>(part.rows);
  detail::Batch whole = reader_->batch(batch);
  const std::int64_t first = std::max<std::int64_t>(part_first - before, 0);
  const std::int64_t end = std::min(whole.rows, part_first + part_rows - before);
  BatchRows rows;
  rows.bytes = reader_->size(batch) * (end - first) / whole.rows;
  rows.batch = cut(whole, first, end);
  rows.first = ends_[part_] - part_rows + before + first - part_first;
  return rows;
}

void SliceRows::go_to_part(std::size_t part) {
  part_ = part;
  reader_ = &files_.open(parts_[part].file);
  batch_ =
      parts_[part].rows > 0 ? reader_->batch_of(static_cast<std::int64_t>(parts_[part].first)) : 0;
}

/// The next part may be of the same file, further on.
void SliceRows::leave_file() {
  const bool goes_on = part_ + 1 < parts_.size() && parts_[part_ + 1].file == parts_[part_].file;
  if (!goes_on) {
    reader_->give_back_before(reader_->batch_count());
    reader_->check_not_cut();
  }
  reader_ = nullptr;
}

}  // namespace accel
