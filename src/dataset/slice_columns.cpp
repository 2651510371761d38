// SPDX-License-Identifier: Apache-2.0
#include "dataset/slice_columns.h"

#include "column/extremes.h"

#include <algorithm>

namespace accel {

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
  for (const ColumnFile& file : columns.has_files ? columns.columns : columns.kept_columns) {
    document["columns"].push_back({{"name", file.name},
                                   {"absent", file.absent},
                                   {"bytes", file.bytes},
                                   {"min", json_from_value(file.min.value_or(Value()))},
                                   {"max", json_from_value(file.max.value_or(Value()))},
                                   {"checksum", file.checksum.hex()}});
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

SliceColumns read_slice_columns(const Document& document, const std::string& path) {
  SliceColumns columns;
  columns.rows = json_get<std::uint64_t>(document, "rows", path);
  for (const Document& item : json_get<Document>(document, "columns", path)) {
    ColumnFile file;
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
  std::vector<ColumnFile> hold = columns.columns;
  for (ColumnFile& file : columns.columns) {
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

/// The file of one column; an empty one if there is none.
ColumnFile column_named(const std::vector<ColumnFile>& files, const std::string& name) {
  const auto found = std::ranges::find(files, name, &ColumnFile::name);
  return found == files.end() ? ColumnFile() : *found;
}

/// Adds the rows of one slice: the kept rows, with the slice's own rows between them.
void add_rows(PartsBuilder& builder, std::size_t slice, const SliceColumns& columns,
              const PartFile& own, KeptSources& sources) {
  std::uint64_t row = 0;
  std::uint64_t own_row = 0;
  const auto add_own = [&](std::uint64_t end) {
    if (row < end) builder.add_own(slice, own, own_row, end - row);
    own_row += end - row;
    row = end;
  };
  for (const KeptRows& kept : columns.kept) {
    add_own(kept.at);
    builder.add(slice, sources.find(kept.dataset), static_cast<std::size_t>(kept.slice), kept.first,
                kept.rows);
    row += kept.rows;
  }
  add_own(columns.rows);
  if (columns.has_files && columns.rows == 0) builder.add_own(slice, own, 0, 0);
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
    const ColumnFile file = column_named(slices[i].columns, spec.name);
    const PartFile own{column_file_name(spec.name, static_cast<int>(i)),
                       static_cast<std::uint64_t>(file.rows),
                       static_cast<std::uint64_t>(file.absent), file.bytes, file.checksum};
    add_rows(builder, i, slices[i], own, sources);
    column.absent.push_back(own.absent);
    widen(column, file);
    const ColumnFile kept = column_named(slices[i].kept_columns, spec.name);
    column.absent.back() += static_cast<std::uint64_t>(kept.absent);
    widen(column, kept);
  }
  column.parts = builder.take();
  column.bytes = column.parts.bytes();
  return column;
}

}  // namespace accel
