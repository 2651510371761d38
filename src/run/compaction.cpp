// SPDX-License-Identifier: Apache-2.0
#include "run/compaction.h"

#include "base/file.h"
#include "column/column_reader.h"
#include "column/column_type.h"
#include "column/column_writer.h"
#include "column/value_digest.h"

#include <algorithm>
#include <bit>
#include <map>
#include <memory>
#include <utility>
#include <vector>

namespace accel {
namespace {

constexpr std::size_t kManyFiles = 8;
constexpr std::size_t kFilesOfASlice = 2;
constexpr std::uint64_t kSmallPart = 8;        // an eighth of the column's bytes
constexpr std::uint64_t kUnusedPart = 4;       // of the rows of a file
constexpr std::uint64_t kShortRun = 16;        // rows
constexpr std::uint64_t kSmallRun = 16 << 10;  // bytes
constexpr std::uint64_t kManyRuns = 64;

/// How many rows of each file the column uses.
std::vector<std::uint64_t> rows_used(const ColumnParts& parts) {
  std::vector<std::uint64_t> used(parts.files.size());
  for (const auto& slice : parts.slices) {
    for (const Part& part : slice) used[part.file] += part.rows;
  }
  return used;
}

/// About how many bytes rows of a file take.
std::uint64_t bytes_of(const PartFile& file, std::uint64_t rows) {
  const double bytes = static_cast<double>(file.bytes) * static_cast<double>(rows);
  return file.rows == 0 ? 0 : static_cast<std::uint64_t>(bytes / static_cast<double>(file.rows));
}

bool is_scattered(const ColumnParts& parts, const std::vector<std::uint64_t>& used) {
  std::uint64_t bytes = 0;
  for (std::size_t i = 0; i < used.size(); ++i) bytes += bytes_of(parts.files[i], used[i]);
  std::uint64_t rows = 0;
  std::uint64_t runs = 0;
  for (const auto& slice : parts.slices) {
    const Part* last = nullptr;
    for (const Part& part : slice) {
      rows += part.rows;
      const bool goes_on =
          last != nullptr && last->file == part.file && last->first + last->rows == part.first;
      if (!goes_on) ++runs;
      last = &part;
    }
  }
  return runs > kManyRuns && rows < runs * kShortRun && bytes < runs * kSmallRun;
}

/// Kept files of about the same size.
class SizeClass {
 public:
  void add(std::size_t file, std::uint64_t bytes) {
    files_.emplace_back(file, bytes);
    bytes_ += bytes;
  }

  /// All files if they have `most` bytes or less; else, of very many files, the first that do.
  std::vector<std::size_t> first_of(std::uint64_t most, std::size_t slices) const {
    if (bytes_ > most && files_.size() <= kFilesOfASlice * slices) return {};
    std::vector<std::size_t> some;
    std::uint64_t sum = 0;
    for (const auto& [file, bytes] : files_) {
      sum += bytes;
      if (sum > most) break;
      some.push_back(file);
    }
    return some;
  }

 private:
  std::vector<std::pair<std::size_t, std::uint64_t>> files_;  ///< place in the column's, bytes
  std::uint64_t bytes_ = 0;
};

/// Copies rows of one column to a new file, in the order of the dataset.
class RowCopy {
 public:
  RowCopy(const ManifestColumn& column, ColumnParts& parts, const std::string& folder,
          std::set<std::size_t> copied)
      : column_(column), parts_(parts), folder_(folder), copied_(std::move(copied)) {}

  /// Changes the parts. Returns the size of the new file.
  std::uint64_t run() {
    const std::string name = column_file_name(column_.spec.name, "copied");
    ColumnWriter out(join_path(folder_, name), column_.spec, column_.nullable);
    const std::size_t place = parts_.files.size();
    for (auto& slice : parts_.slices) {
      for (Part& part : slice) {
        if (!copied_.contains(part.file)) continue;
        const auto first = static_cast<std::uint64_t>(out.rows());
        copy(part, out);
        part.file = place;
        part.first = first;
      }
    }
    const ColumnFile file = out.finish();
    parts_.files.push_back({name, static_cast<std::uint64_t>(file.rows),
                            static_cast<std::uint64_t>(file.absent), file.bytes, file.checksum});
    for (const std::size_t old : copied_) parts_.files[old].name.clear();
    drop_unused_files();
    return file.bytes;
  }

 private:
  void copy(const Part& part, ColumnWriter& out) {
    ColumnReader& in = open(part.file);
    const auto end = static_cast<std::int64_t>(part.first + part.rows);
    for (auto row = static_cast<std::int64_t>(part.first); row < end;) {
      const std::size_t number = in.batch_of(row);
      const detail::Batch batch = in.batch(number);
      std::int64_t at = batch.first + row - in.first_row(number);
      for (; row < end && at < batch.rows; ++row, ++at) {
        out.append(stored_cell(column_.spec, batch, at));
      }
    }
  }

  ColumnReader& open(std::size_t file) {
    std::unique_ptr<ColumnReader>& reader = readers_[file];
    if (!reader) {
      const PartFile& known = parts_.files[file];
      const ColumnExpected expected{column_.spec, static_cast<std::int64_t>(known.rows),
                                    known.bytes};
      reader = std::make_unique<ColumnReader>(join_path(folder_, known.name), expected);
    }
    return *reader;
  }

  /// Drops files that are neither read nor the origin of rows.
  void drop_unused_files() {
    std::vector<bool> is_used(parts_.files.size());
    each_part([&](Part& part) { is_used[part.file] = is_used[part.origin] = true; });
    std::vector<std::size_t> places(parts_.files.size());
    std::vector<PartFile> files;
    for (std::size_t i = 0; i < places.size(); ++i) {
      places[i] = files.size();
      if (is_used[i]) files.push_back(std::move(parts_.files[i]));
    }
    parts_.files = std::move(files);
    each_part([&](Part& part) {
      part.file = places[part.file];
      part.origin = places[part.origin];
    });
  }

  template <class Function>
  void each_part(Function&& function) {
    for (auto& slice : parts_.slices) std::ranges::for_each(slice, function);
  }

  const ManifestColumn& column_;
  ColumnParts& parts_;
  const std::string& folder_;
  const std::set<std::size_t> copied_;
  std::map<std::size_t, std::unique_ptr<ColumnReader>> readers_;
};

}  // namespace

std::set<std::size_t> files_to_copy(const ColumnParts& parts) {
  const std::vector<std::uint64_t> used = rows_used(parts);
  const bool takes_all = is_scattered(parts, used);
  std::uint64_t total = 0;
  std::map<int, SizeClass> classes;  // by log4 of the bytes
  std::set<std::size_t> copied;
  for (std::size_t i = 0; i < parts.files.size(); ++i) {
    const std::uint64_t bytes = bytes_of(parts.files[i], used[i]);
    total += bytes;
    if (!is_kept(parts.files[i]) || used[i] == 0) continue;
    if (takes_all || used[i] * kUnusedPart < parts.files[i].rows) copied.insert(i);
    classes[static_cast<int>(std::bit_width(bytes)) / 2].add(i, bytes);
  }
  for (const auto& [log, files] : classes) {
    const auto some = files.first_of(total / kSmallPart, parts.slices.size());
    if (some.size() >= kManyFiles) copied.insert(some.begin(), some.end());
  }
  return copied;
}

std::uint64_t compact_dataset(const std::string& job_path, const std::string& job,
                              const std::string& dataset) {
  Manifest manifest = read_manifest({job, dataset}, job_path);
  const std::string folder = dataset_folder(job_path, dataset);
  std::uint64_t bytes = 0;
  for (ManifestColumn& column : manifest.columns) {
    if (column.owner != Reference{job, dataset}) continue;
    column.parts = read_parts(column, manifest.rows, job_path);
    const std::set<std::size_t> files = files_to_copy(column.parts);
    if (!files.empty()) bytes += RowCopy(column, column.parts, folder, files).run();
    column.bytes = column.parts.bytes();
  }
  if (bytes == 0) return 0;
  std::set<std::string> named;
  for (ManifestColumn& column : manifest.columns) {
    if (column.owner != Reference{job, dataset}) continue;
    column.list.reset();
    for (const PartFile& file : column.parts.files) named.insert(file.name);
  }
  write_manifest(std::move(manifest), job, job_path);
  for (const std::string& file : list_folder(folder + "/kept")) {
    if (!named.contains("kept/" + file)) remove_file(folder + "/kept/" + file);
  }
  return bytes;
}

}  // namespace accel
