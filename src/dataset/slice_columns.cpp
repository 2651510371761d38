// SPDX-License-Identifier: Apache-2.0
#include "dataset/slice_columns.h"

#include "column/extremes.h"

#include <algorithm>
#include <set>

namespace accel {

namespace {

/// Adds the part of `kept` that lies in [first, end), moved so that row `first` becomes row `at`.
void add_moved(std::vector<KeptRows>& all, const std::vector<KeptRows>& kept, std::uint64_t first,
               std::uint64_t end, std::uint64_t at) {
  const auto is_before = [](const KeptRows& rows, std::uint64_t row) {
    return rows.at + rows.rows <= row;
  };
  auto next = std::lower_bound(kept.begin(), kept.end(), first, is_before);
  for (; next != kept.end() && next->at < end; ++next) {
    const std::uint64_t from = std::max(first, next->at);
    const std::uint64_t until = std::min(end, next->at + next->rows);
    all.push_back({next->dataset, next->slice, next->first + from - next->at, until - from,
                   at + from - first});
  }
}

}  // namespace

void SliceColumn::keep(const std::vector<KeptRows>& rows, ColumnFile hold) {
  std::vector<KeptRows> all;
  std::uint64_t row = 0;   // of the result
  std::uint64_t done = 0;  // rows of the column that are in it
  for (const KeptRows& some : rows) {
    add_moved(all, kept, done, done + some.at - row, row);
    all.push_back(some);
    done += some.at - row;
    row = some.at + some.rows;
  }
  add_moved(all, kept, done, UINT64_MAX, row);
  kept = std::move(all);
  holds.push_back(std::move(hold));
}

SliceColumn& SliceColumns::column(const std::string& name) {
  const auto found = std::ranges::find(columns, name, &SliceColumn::name);
  if (found != columns.end()) return *found;
  columns.emplace_back().name = name;
  return columns.back();
}

void SliceColumns::add(const SliceColumns& share) {
  for (const SliceColumn& more : share.columns) {
    SliceColumn& here = column(more.name);
    here.files.insert(here.files.end(), more.files.begin(), more.files.end());
    here.holds.insert(here.holds.end(), more.holds.begin(), more.holds.end());
    for (KeptRows kept : more.kept) {
      kept.at += rows;
      here.kept.push_back(std::move(kept));
    }
  }
  rows += share.rows;
}

void SliceColumns::keep(const std::vector<KeptRows>& others, const std::vector<ColumnFile>& hold) {
  std::set<std::string> done;
  for (const ColumnFile& held : hold) {
    SliceColumn& here = column(held.name);
    if (done.insert(held.name).second) {
      here.keep(others, held);
    } else {
      here.holds.push_back(held);
    }
  }
  for (const KeptRows& some : others) rows += some.rows;
}

ColumnFile look_at_kept(const ColumnSpec& spec, const std::vector<KeptRows>& all,
                        const std::map<Reference, Dataset>& datasets) {
  ColumnFile found;
  found.name = spec.name;
  Extremes extremes(spec.type);
  for (const KeptRows& kept : all) {
    detail::DatasetState& state = *datasets.at(kept.dataset).state();
    const ManifestColumn& column = *state.manifest.find(spec.name);
    if (column.absent[static_cast<std::size_t>(kept.slice)] == 0 && column.min.is_null()) continue;
    SliceRows rows(column_files(state, spec.name), kept.slice);
    const auto end = static_cast<std::int64_t>(kept.first + kept.rows);
    for (auto row = static_cast<std::int64_t>(kept.first); row < end;) {
      BatchRows some = rows.at(row);
      some.batch.first += row - some.first;
      some.batch.rows = std::min(some.batch.rows, some.batch.first + end - row);
      extremes.add(some.batch);
      row += some.batch.rows - some.batch.first;
      found.absent += count_absent(some.batch);
    }
  }
  found.min = extremes.find_min();
  found.max = extremes.find_max();
  return found;
}

namespace {

Document range_document(const ColumnFile& file) {
  return {{"absent", file.absent},
          {"min", json_from_value(file.min.value_or(Value()))},
          {"max", json_from_value(file.max.value_or(Value()))}};
}

/// For a column of one share, so there is at most one file.
Document slice_column_document(const SliceColumn& column) {
  Document document = {{"name", column.name}};
  const OwnColumn file = column.files.empty() ? OwnColumn() : column.files[0];
  document.update(range_document(file));
  document["bytes"] = file.bytes;
  document["checksum"] = file.checksum.hex();
  if (column.kept.empty()) return document;
  for (const KeptRows& kept : column.kept) {
    document["kept"].push_back(
        {reference_text(kept.dataset), kept.slice, kept.first, kept.rows, kept.at});
  }
  for (const ColumnFile& hold : column.holds) document["holds"].push_back(range_document(hold));
  return document;
}

ColumnFile read_range(const Document& item, const std::string& path) {
  ColumnFile file;
  file.absent = json_get<std::int64_t>(item, "absent", path);
  const Value min = value_from_json(json_get<Document>(item, "min", path));
  const Value max = value_from_json(json_get<Document>(item, "max", path));
  if (!min.is_null()) file.min = min;
  if (!max.is_null()) file.max = max;
  return file;
}

std::vector<KeptRows> read_kept(const Document& list, std::uint64_t rows, const std::string& path) {
  std::vector<KeptRows> all;
  std::uint64_t end = 0;
  for (const Document& item : list) {
    bool is_range = item.is_array() && item.size() == 5 && item[0].is_string();
    for (std::size_t i = 1; is_range && i < 5; ++i) is_range = item[i].is_number_unsigned();
    if (!is_range) throw Error(path + ": 'kept' is not a list of ranges of rows");
    all.push_back({parse_reference(item[0].get<std::string>(), true), item[1].get<int>(),
                   item[2].get<std::uint64_t>(), item[3].get<std::uint64_t>(),
                   item[4].get<std::uint64_t>()});
    const KeptRows& kept = all.back();
    if (kept.at < end || kept.at > rows || kept.rows > rows - kept.at) {
      throw Error(path + ": 'kept' has a range outside of its slice");
    }
    end = kept.at + kept.rows;
  }
  return all;
}

SliceColumn read_slice_column(const Document& item, int share, std::uint64_t rows,
                              const std::string& path) {
  SliceColumn column;
  column.name = json_get<std::string>(item, "name", path);
  if (item.contains("kept")) column.kept = read_kept(item["kept"], rows, path);
  for (const KeptRows& kept : column.kept) rows -= kept.rows;
  OwnColumn file{read_range(item, path), share};
  file.name = column.name;
  file.rows = static_cast<std::int64_t>(rows);
  file.bytes = json_get<std::uint64_t>(item, "bytes", path);
  file.checksum = parse_digest(json_get<std::string>(item, "checksum", path));
  if (rows > 0 && file.bytes == 0) throw Error(path + ": rows of a column have no file");
  if (file.bytes > 0) column.files.push_back(std::move(file));
  if (!item.contains("holds")) return column;
  for (const Document& hold : item["holds"]) column.holds.push_back(read_range(hold, path));
  return column;
}

}  // namespace

Document slice_columns_document(const SliceColumns& columns) {
  Document document = {{"rows", columns.rows}, {"columns", Document::array()}};
  for (const SliceColumn& column : columns.columns) {
    document["columns"].push_back(slice_column_document(column));
  }
  return document;
}

SliceColumns read_slice_columns(const Document& document, int share, const std::string& path) {
  SliceColumns columns;
  columns.rows = json_get<std::uint64_t>(document, "rows", path);
  for (const Document& item : json_list(document, "columns", path)) {
    columns.columns.push_back(read_slice_column(item, share, columns.rows, path));
  }
  return columns;
}

namespace {

/// Compares values as a slice's report has them: infinities are texts there.
bool value_less(ColumnType type, const Value& a, const Value& b) {
  if (type == ColumnType::float32 || type == ColumnType::float64) {
    return detail::real_from_value(a) < detail::real_from_value(b);
  }
  if (a.is_text()) return a.text() < b.text();
  if (a.unsigned_whole_fits() != b.unsigned_whole_fits()) return b.unsigned_whole_fits();
  if (a.unsigned_whole_fits()) return a.unsigned_whole() < b.unsigned_whole();
  return a.whole() < b.whole();
}

/// Grows the range that a manifest gives for the whole column.
void widen(ManifestColumn& column, const ColumnFile& file) {
  const ColumnType type = column.spec.type;
  if (file.min && (column.min.is_null() || value_less(type, *file.min, column.min))) {
    column.min = *file.min;
  }
  if (file.max && (column.max.is_null() || value_less(type, column.max, *file.max))) {
    column.max = *file.max;
  }
}

/// The parts of one column in the datasets whose rows are kept.
class KeptSources {
 public:
  KeptSources(const Workdirs& workdirs, const KeptParts& known, const std::string& column)
      : workdirs_(workdirs), known_(known), column_(column) {}

  const ColumnParts& find(const Reference& reference) {
    if (const auto known = known_.find(reference); known != known_.end()) {
      const auto column = known->second.find(column_);
      if (column != known->second.end()) return column->second;
    }
    auto [source, is_new] = sources_.try_emplace(reference);
    if (is_new) {
      const Dataset dataset = open_dataset(reference, workdirs_);
      const detail::DatasetState& state = *dataset.state();
      source->second = parts_of(state, *state.manifest.find(column_));
    }
    return source->second;
  }

 private:
  const Workdirs& workdirs_;
  const KeptParts& known_;
  const std::string& column_;
  std::map<Reference, ColumnParts> sources_;
};

/// Puts one column of one slice together.
class ColumnOfSlice {
 public:
  ColumnOfSlice(PartsBuilder& builder, std::size_t slice, const SliceColumn& column)
      : builder_(builder), slice_(slice), column_(column) {
    for (const OwnColumn& file : column.files) {
      const Share share{static_cast<int>(slice), file.share};
      own_.push_back({column_file_name(column.name, share), static_cast<std::uint64_t>(file.rows),
                      static_cast<std::uint64_t>(file.absent), file.bytes, file.checksum});
    }
  }

  /// Adds the kept rows, with those of the slice's own files between them.
  void add_rows(std::uint64_t rows, KeptSources& sources) {
    for (const KeptRows& kept : column_.kept) {
      add_own(kept.at);
      builder_.add(slice_, sources.find(kept.dataset), static_cast<std::size_t>(kept.slice),
                   kept.first, kept.rows);
      row_ += kept.rows;
    }
    add_own(rows);
    if (rows == 0 && !own_.empty()) builder_.add_own(slice_, own_[0], 0, 0);
  }

 private:
  /// Adds own rows up to row `end` of the slice.
  void add_own(std::uint64_t end) {
    while (row_ < end) {
      if (file_ == own_.size()) throw Error("a slice has fewer rows than its report says");
      const PartFile& file = own_[file_];
      const std::uint64_t rows = std::min(end - row_, file.rows - file_row_);
      if (rows > 0) builder_.add_own(slice_, file, file_row_, rows);
      row_ += rows;
      file_row_ += rows;
      if (file_row_ == file.rows) {
        ++file_;
        file_row_ = 0;
      }
    }
  }

  PartsBuilder& builder_;
  std::size_t slice_;
  const SliceColumn& column_;
  std::vector<PartFile> own_;
  std::uint64_t row_ = 0;       ///< of the slice: the next
  std::size_t file_ = 0;        ///< in own_
  std::uint64_t file_row_ = 0;  ///< of that file: the next
};

/// One column of a slice; an empty one if it is not there.
SliceColumn column_named(const SliceColumns& slice, const std::string& name) {
  const auto found = std::ranges::find(slice.columns, name, &SliceColumn::name);
  return found == slice.columns.end() ? SliceColumn() : *found;
}

}  // namespace

ManifestColumn manifest_column(const ColumnSpec& spec, const Reference& self,
                               const std::vector<SliceColumns>& slices, const Workdirs& workdirs,
                               const KeptParts& known) {
  ManifestColumn column;
  column.spec = spec;
  column.owner = self;
  KeptSources sources(workdirs, known, spec.name);
  PartsBuilder builder(slices.size());
  for (std::size_t i = 0; i < slices.size(); ++i) {
    const SliceColumn here = column_named(slices[i], spec.name);
    ColumnOfSlice(builder, i, here).add_rows(slices[i].rows, sources);
    column.absent.push_back(0);
    const auto add = [&](const ColumnFile& file) {
      column.absent.back() += static_cast<std::uint64_t>(file.absent);
      widen(column, file);
    };
    std::ranges::for_each(here.files, add);
    std::ranges::for_each(here.holds, add);
  }
  column.parts = builder.take();
  column.bytes = column.parts.bytes();
  return column;
}

}  // namespace accel
