// SPDX-License-Identifier: Apache-2.0
#include "dataset/slice_columns.h"

#include "column/extremes.h"

#include <algorithm>

namespace accel {

void SliceColumns::add(const SliceColumns& share) {
  rows += share.rows;
  columns.insert(columns.end(), share.columns.begin(), share.columns.end());
}

void SliceColumns::keep(std::vector<KeptRows> others, std::vector<ColumnFile> hold) {
  kept = std::move(others);
  kept_columns = std::move(hold);
  for (const KeptRows& some : kept) rows += some.rows;
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

Document slice_columns_document(const SliceColumns& columns) {
  Document document = {{"rows", columns.rows}, {"columns", Document::array()}};
  const auto add = [&](const ColumnFile& file) {
    document["columns"].push_back({{"name", file.name},
                                   {"absent", file.absent},
                                   {"bytes", file.bytes},
                                   {"min", json_from_value(file.min.value_or(Value()))},
                                   {"max", json_from_value(file.max.value_or(Value()))},
                                   {"checksum", file.checksum.hex()}});
  };
  if (columns.has_files) {
    std::ranges::for_each(columns.columns, add);
  } else {
    std::ranges::for_each(columns.kept_columns, add);
  }
  if (columns.has_files) return document;
  document["kept"] = Document::array();
  for (const KeptRows& kept : columns.kept) {
    document["kept"].push_back({reference_text(kept.dataset), kept.slice, kept.first, kept.rows});
  }
  return document;
}

namespace {

std::vector<KeptRows> read_kept(const Document& list, const std::string& path) {
  std::vector<KeptRows> all;
  std::uint64_t at = 0;
  for (const Document& item : list) {
    const bool is_range = item.is_array() && item.size() == 4 && item[0].is_string() &&
                          item[1].is_number_unsigned() && item[2].is_number_unsigned() &&
                          item[3].is_number_unsigned();
    if (!is_range) throw Error(path + ": 'kept' is not a list of ranges of rows");
    all.push_back({parse_reference(item[0].get<std::string>(), true), item[1].get<int>(),
                   item[2].get<std::uint64_t>(), item[3].get<std::uint64_t>(), at});
    at += all.back().rows;
  }
  return all;
}

}  // namespace

SliceColumns read_slice_columns(const Document& document, int share, const std::string& path) {
  SliceColumns columns;
  columns.rows = json_get<std::uint64_t>(document, "rows", path);
  for (const Document& item : json_get<Document>(document, "columns", path)) {
    OwnColumn file;
    file.share = share;
    file.name = json_get<std::string>(item, "name", path);
    file.rows = static_cast<std::int64_t>(columns.rows);
    file.absent = json_get<std::int64_t>(item, "absent", path);
    file.bytes = json_get<std::uint64_t>(item, "bytes", path);
    file.checksum = parse_digest(json_get<std::string>(item, "checksum", path));
    const Value min = value_from_json(json_get<Document>(item, "min", path));
    const Value max = value_from_json(json_get<Document>(item, "max", path));
    if (!min.is_null()) file.min = min;
    if (!max.is_null()) file.max = max;
    columns.columns.push_back(std::move(file));
  }
  if (!document.contains("kept")) return columns;
  columns.has_files = false;
  std::vector<ColumnFile> hold(columns.columns.begin(), columns.columns.end());
  for (OwnColumn& file : columns.columns) {
    const std::string name = file.name;
    file = {};
    file.name = name;
  }
  columns.rows = 0;
  columns.keep(read_kept(document["kept"], path), std::move(hold));
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

/// One column in one slice.
class ColumnOfSlice {
 public:
  ColumnOfSlice(PartsBuilder& builder, std::size_t slice, const SliceColumns& columns,
                const std::string& name)
      : builder_(builder), slice_(slice), columns_(columns) {
    for (const OwnColumn& file : columns.columns) {
      if (file.name != name) continue;
      const Share share{static_cast<int>(slice), file.share};
      own_.push_back({column_file_name(name, share), static_cast<std::uint64_t>(file.rows),
                      static_cast<std::uint64_t>(file.absent), file.bytes, file.checksum});
    }
  }

  /// Adds the kept rows, with the slice's own rows between them.
  void add_rows(KeptSources& sources) {
    for (const KeptRows& kept : columns_.kept) {
      add_own(kept.at);
      builder_.add(slice_, sources.find(kept.dataset), static_cast<std::size_t>(kept.slice),
                   kept.first, kept.rows);
      row_ += kept.rows;
    }
    add_own(columns_.rows);
    const bool is_empty_file = columns_.has_files && columns_.rows == 0 && !own_.empty();
    if (is_empty_file) builder_.add_own(slice_, own_[0], 0, 0);
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
  const SliceColumns& columns_;
  std::vector<PartFile> own_;
  std::uint64_t row_ = 0;       ///< of the slice: the next
  std::size_t file_ = 0;        ///< in own_
  std::uint64_t file_row_ = 0;  ///< of that file: the next
};

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
    ColumnOfSlice(builder, i, slices[i], spec.name).add_rows(sources);
    column.absent.push_back(0);
    const auto add = [&](const ColumnFile& file) {
      if (file.name != spec.name) return;
      column.absent.back() += static_cast<std::uint64_t>(file.absent);
      widen(column, file);
    };
    std::ranges::for_each(slices[i].columns, add);
    std::ranges::for_each(slices[i].kept_columns, add);
  }
  column.parts = builder.take();
  column.bytes = column.parts.bytes();
  return column;
}

}  // namespace accel
