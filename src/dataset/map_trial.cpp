// SPDX-License-Identifier: Apache-2.0
#include "dataset/map_trial.h"

#include "base/file.h"
#include "column/column_reader.h"
#include "column/value_digest.h"
#include "dataset/saved_files.h"

#include <algorithm>
#include <utility>

namespace accel {

MapTrial::MapTrial(const std::string& path, const std::vector<ColumnSpec>& columns) {
  for (const ColumnSpec& column : columns) {
    const std::string name = path + "." + std::to_string(files_.size()) + ".arrow";
    files_.push_back(std::make_unique<ColumnWriter>(name, column, true));
  }
}

MapTrial::~MapTrial() {
  for (const auto& file : files_) try_remove_tree(file->path());
}

void MapTrial::write(const detail::Cell* cells) {
  for (const auto& file : files_) file->append(*cells++);
}

void MapTrial::add_file(std::string_view name, Bytes contents) {
  row_.files.push_back(saved_file_text(name, contents.size(), digest_of(contents)));
}

void MapTrial::next_row() {
  std::ranges::sort(row_.files);
  ended_.push_back(std::exchange(row_, {}));
}

std::string MapTrial::find_difference(bool has_first, const std::optional<TrialRow>& kept) {
  const std::vector<std::map<std::string, Digest>> rows = read_rows();
  const std::size_t count = (has_first ? 2U : 0U) + (kept ? 1U : 0U);
  if (rows.size() != count || ended_.size() != count) {
    return "it does not write one row for each call";
  }
  if (has_first && (rows[0] != rows[1] || ended_[0].bad != ended_[1].bad)) {
    return "computed twice, a row has different values";
  }
  if (has_first && ended_[0].files != ended_[1].files) {
    return "computed twice, a row saves different files";
  }
  if (!kept) return "";
  const std::string again = "computed again, row " + std::to_string(kept->row);
  if (rows.back() != kept->values || !ended_.back().bad.empty()) {
    return again + " has other values than before";
  }
  if (ended_.back().files != kept->files) return again + " saves other files than before";
  return "";
}

std::vector<std::map<std::string, Digest>> MapTrial::read_rows() {
  std::vector<std::map<std::string, Digest>> rows;
  for (const auto& file : files_) {
    file->finish();
    ColumnReader reader(file->path());
    rows.resize(static_cast<std::size_t>(reader.rows()));
    for (std::size_t i = 0; i < reader.batch_count(); ++i) {
      const detail::Batch batch = reader.batch(i);
      for (std::int64_t row = 0; row < batch.rows; ++row) {
        rows[static_cast<std::size_t>(reader.first_row(i) + row)][file->spec().name] =
            value_digest(file->spec(), batch, row);
      }
    }
  }
  return rows;
}

}  // namespace accel
