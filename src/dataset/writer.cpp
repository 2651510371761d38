// SPDX-License-Identifier: Apache-2.0
#include "dataset/writer.h"

#include "base/text.h"
#include "column/column_type.h"
#include "column/extremes.h"
#include "dataset/dataset.h"

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

namespace detail {

void retain(WriterState* state) { ++state->references; }
void release(WriterState* state) {
  if (--state->references == 0) delete state;
}

namespace {

void check_columns(const WriterState& writer, const Dataset& dataset) {
  const Manifest& manifest = dataset.state()->manifest;
  for (const ColumnSpec& spec : writer.columns) {
    const ManifestColumn* column = manifest.find(spec.name);
    if (column != nullptr && is_same_type(column->spec, spec)) continue;
    throw Error("dataset " + reference_text(dataset.state()->reference) + " has no column " +
                quote(spec.name) + " of type " + column_type_name(spec) +
                ", so its rows cannot be kept beside those of " +
                reference_text(writer.source.state()->reference));
  }
}

/// A dataset that is appended to another must have as many rows.
void check_rows(const WriterState& writer, int slice, std::uint64_t rows) {
  if (!writer.parent) return;
  const DatasetState& parent = *writer.parent.state();
  const std::uint64_t expected = parent.manifest.rows.at(static_cast<std::size_t>(slice));
  if (rows == expected) return;
  throw JobError("dataset " + quote(writer.name) + " has " + counted(rows, "row") + " in slice " +
                 std::to_string(slice) + ", but the dataset it is appended to, " +
                 reference_text(parent.reference) + ", has " + std::to_string(expected))
      .set_hint("write one row for each row of the source; write_absent() for those without");
}

SliceColumns kept_columns(const WriterState& writer) {
  SliceColumns result;
  result.has_files = false;
  std::vector<ColumnFile> found;
  for (const ColumnSpec& column : writer.columns) {
    result.columns.emplace_back().name = column.name;
    found.push_back(look_at_kept(column, writer.kept, writer.kept_from));
  }
  result.keep(writer.kept, std::move(found));
  return result;
}

}  // namespace

void WriterState::begin(int new_slice, int slices) {
  if (finished.empty()) finished.resize(static_cast<std::size_t>(slices));
  slice = new_slice;
  make_folders(dataset_folder(job_path, name));
  kept.clear();
  is_loose = false;
  if (keeps) return;
  for (const ColumnSpec& column : columns) {
    files.push_back(std::make_unique<ColumnWriter>(column_path(job_path, name, column.name, slice),
                                                   column, true));
  }
}

void WriterState::keep(const Dataset& dataset, int from, std::int64_t row) {
  const auto place = static_cast<std::uint64_t>(row);
  if (row < 0 || row >= dataset.row_count(from)) {
    throw Error("slice " + std::to_string(from) + " of dataset " +
                reference_text(dataset.state()->reference) + " has " +
                counted(static_cast<std::uint64_t>(dataset.row_count(from)), "row") + ", so row " +
                std::to_string(row) + " cannot be kept");
  }
  const Reference& reference = dataset.state()->reference;
  if (!kept.empty()) {
    KeptRows& last = kept.back();
    if (last.first + last.rows == place && last.slice == from && last.dataset == reference) {
      ++last.rows;
      return;
    }
  }
  if (kept_from.try_emplace(reference, dataset).second) check_columns(*this, dataset);
  const std::uint64_t at = kept.empty() ? 0 : kept.back().at + kept.back().rows;
  kept.push_back({reference, from, place, 1, at});
}

void WriterState::begin_map(const PlannedMap* plan) {
  const std::int64_t rows = files.empty() ? 0 : files[0]->rows();
  is_loose = is_loose || rows > 0;
  map.emplace(plan, job_path + "/slices/trial." + std::to_string(slice), columns, rows);
}

void WriterState::end_map() { map.reset(); }

std::int64_t WriterState::mapped_rows() const {
  return files.empty() ? 0 : files[0]->rows() - map->rows_before();
}

void WriterState::write_row(const Cell* cells) {
  is_loose = is_loose || !map;
  for (std::size_t i = 0; i < files.size(); ++i) files[i]->check(cells[i]);
  if (map) {
    if (MapTrial* trial = map->trial()) trial->write(cells);
    if (map->is_again()) return;
  }
  for (std::size_t i = 0; i < files.size(); ++i) files[i]->append(cells[i]);
}

void WriterState::note_bad(std::int64_t row, const std::string& row_name, std::string_view reason) {
  if (map) {
    if (MapTrial* trial = map->trial()) trial->set_bad(reason);
    if (map->is_again()) return;
  }
  if (bad == nullptr) throw JobError(std::string(reason));
  bad->add(row, row_name, reason, bad_cause.empty() ? kRowCause : bad_cause);
  bad_cause.clear();
}

SliceColumns WriterState::finish() {
  if (keeps) return kept_columns(*this);
  SliceColumns result;
  for (const auto& file : files) {
    result.columns.push_back(file->finish(Durable::yes));
    result.rows = static_cast<std::uint64_t>(result.columns[0].rows);
  }
  files.clear();
  if (find_planned_map(name) == nullptr) check_rows(*this, slice, result.rows);
  return result;
}

std::vector<SliceColumns> WriterState::finish_all() {
  if (slice >= 0) finished[static_cast<std::size_t>(slice)] = finish();
  std::vector<SliceColumns> all;
  const auto count = static_cast<int>(finished.size());
  for (int i = 0; i < count; ++i) {
    auto& part = finished[static_cast<std::size_t>(i)];
    if (!part) {
      begin(i, count);
      part = finish();
    }
    all.push_back(*part);
  }
  return all;
}

}  // namespace detail

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

ManifestColumn make_column(const ColumnSpec& spec, KeptSources sources, const Reference& self,
                           const std::vector<SliceColumns>& slices) {
  ManifestColumn column;
  column.spec = spec;
  column.owner = self;
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

}  // namespace

Manifest make_manifest(const detail::WriterState& writer, const std::string& job,
                       const std::vector<SliceColumns>& slices, const KeptParts& known) {
  Manifest manifest;
  manifest.name = writer.name;
  for (const SliceColumns& slice : slices) {
    detail::check_rows(writer, manifest.slices(), slice.rows);
    manifest.rows.push_back(slice.rows);
  }
  if (writer.parent) {
    manifest.parent = writer.parent.state()->reference;
    manifest.columns = writer.parent.state()->manifest.columns;
  }
  for (const ColumnSpec& spec : writer.columns) {
    ManifestColumn column =
        make_column(spec, {writer.workdirs, known, spec.name}, {job, writer.name}, slices);
    const auto same = std::find_if(
        manifest.columns.begin(), manifest.columns.end(),
        [&](const ManifestColumn& other) { return other.spec.name == column.spec.name; });
    if (same == manifest.columns.end()) {
      manifest.columns.push_back(std::move(column));
    } else {
      *same = std::move(column);
    }
  }
  return manifest;
}

Document writers_document(const std::vector<Writer>& writers) {
  Document list = Document::array();
  for (const Writer& writer : writers) {
    const detail::WriterState& state = *writer.state();
    Document columns = Document::array();
    for (const ColumnSpec& column : state.columns) {
      columns.push_back({{"name", column.name}, {"type", column_type_name(column)}});
    }
    list.push_back({{"name", state.name},
                    {"columns", columns},
                    {"parent", json_from_value(to_value(state.parent))},
                    {"keeps", json_from_value(to_value(state.source))}});
  }
  return list;
}

std::vector<Writer> read_writers(const Document& document, const std::string& job_path,
                                 const Workdirs& workdirs, const std::string& path) {
  std::vector<Writer> writers;
  for (const Document& item : document) {
    auto* state = new detail::WriterState;
    writers.emplace_back(detail::Handle(state));
    state->name = json_get<std::string>(item, "name", path);
    state->job_path = job_path;
    const Document parent = json_get<Document>(item, "parent", path);
    if (parent.is_string()) {
      state->parent = open_dataset(parse_reference(parent.get<std::string>(), true), workdirs);
    }
    const Document source = json_get<Document>(item, "keeps", path);
    state->keeps = source.is_string();
    if (state->keeps) {
      state->source = open_dataset(parse_reference(source.get<std::string>(), true), workdirs);
    }
    state->workdirs = workdirs;
    for (const Document& column : json_get<Document>(item, "columns", path)) {
      const auto type = find_column_type(json_get<std::string>(column, "type", path));
      if (!type) throw Error(path + ": unknown column type");
      state->columns.push_back(*type);
      state->columns.back().name = json_get<std::string>(column, "name", path);
    }
  }
  return writers;
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

Writer Writer::named(std::string name) && {
  if (!is_storable_name(name)) {
    throw Error("a dataset cannot be named " + quote(name));
  }
  state_->name = std::move(name);
  return std::move(*this);
}
std::string Writer::name() const { return state_->name; }
std::vector<ColumnSpec> Writer::columns() const { return state_->columns; }

void Writer::select_slice(int slice) {
  detail::WriterState& state = *state_;
  if (!state.may_select) {
    throw Error(
        "select_slice is for prepare() and synthesis(): in analysis(slice) rows go to that "
        "slice");
  }
  const auto count = static_cast<int>(state.finished.size());
  if (slice < 0 || slice >= count || state.finished[static_cast<std::size_t>(slice)]) {
    throw Error("slice " + std::to_string(slice) + " of dataset " + quote(state.name) +
                (slice < 0 || slice >= count ? ": there are " + std::to_string(count)
                                             : " was already written"));
  }
  if (slice == state.slice) return;
  if (state.slice >= 0) state.finished[static_cast<std::size_t>(state.slice)] = state.finish();
  state.begin(slice, count);
}

namespace {

[[noreturn]] void throw_not_here(const std::string& dataset) {
  throw JobError("dataset " + quote(dataset) +
                 " cannot be written here: write in analysis(), or after select_slice()");
}

}  // namespace

void Writer::keep(std::int64_t row) { keep(state_->source, state_->slice, row); }

void Writer::keep(const Dataset& dataset, int slice, std::int64_t row) {
  if (!state_->keeps) {
    throw Error("keep() is for writers made with keep_from(source); write to dataset " +
                quote(state_->name) + " with write() or map()");
  }
  if (state_->slice < 0) throw_not_here(state_->name);
  state_->keep(dataset, slice, row);
}

void Writer::write_cells(const detail::Cell* cells, std::size_t count) {
  if (state_->keeps) {
    throw Error("dataset " + quote(state_->name) +
                " is made with keep_from(): choose its rows with keep()");
  }
  auto& files = state_->files;
  if (files.size() != count) {
    if (files.empty()) {
      throw_not_here(state_->name);
    }
    throw Error("dataset " + quote(state_->name) + " has " + counted(files.size(), "column") +
                ", but a row of " + counted(count, "value") + " was written");
  }
  state_->write_row(cells);
}

void Writer::write_absent() {
  const std::vector<detail::Cell> row(state_->columns.size());
  write_cells(row.data(), row.size());
}

void Writer::write_bad_row(std::int64_t row, const std::string& name, std::string_view reason) {
  write_absent();
  note_bad_row(row, name, reason);
}

void Writer::write_bad_row(std::int64_t row, const std::string& name, const std::exception& error) {
  write_bad_row(row, name, exception_text(error));
}

void Writer::note_bad_row(std::int64_t row, const std::string& name, std::string_view reason) {
  state_->note_bad(row, name, reason);
}

Value Convert<Writer>::to(const Writer& writer) { return Value::Object{{"writer", writer.name()}}; }

}  // namespace accel
