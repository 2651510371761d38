// SPDX-License-Identifier: Apache-2.0
#include "dataset/writer.h"

#include "base/text.h"
#include "column/column_type.h"
#include "dataset/analysis_record.h"
#include "dataset/dataset.h"
#include "dataset/input_reads.h"

#include <algorithm>
#include <utility>

namespace accel {

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

/// A dataset that is appended to another must have the same number of rows.
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
  std::vector<ColumnFile> found;
  for (const ColumnSpec& column : writer.columns) {
    found.push_back(look_at_kept(column, writer.kept, writer.kept_from));
  }
  result.keep(writer.kept, found);
  return result;
}

}  // namespace

void WriterState::begin(const Share& now, int slices) {
  if (finished.empty()) finished.resize(static_cast<std::size_t>(slices));
  slice = now.slice;
  share = now.number;
  make_folders(dataset_folder(job_path, name));
  kept.clear();
  is_loose = false;
  rows = 0;
  if (keeps) return;
  for (const ColumnSpec& column : columns) {
    files.push_back(std::make_unique<ColumnWriter>(column_path(job_path, name, column.name, now),
                                                   column, true));
    equal.push_back(counterpart != nullptr
                        ? compare_with(*counterpart, slice, column, find_planned_map(name))
                        : nullptr);
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
  if (kept_from.try_emplace(reference, dataset).second) {
    for (const ColumnSpec& column : columns) note_input_column(reference, column.name);
    check_columns(*this, dataset);
  }
  const std::uint64_t at = kept.empty() ? 0 : kept.back().at + kept.back().rows;
  kept.push_back({reference, from, place, 1, at});
}

void WriterState::begin_map(const PlannedMap* plan) {
  is_loose = is_loose || rows > 0;
  map.emplace(plan, job_path + "/slices/trial." + share_name({slice, share}), columns, rows);
}

void WriterState::end_map() { map.reset(); }

std::int64_t WriterState::mapped_rows() const { return rows - map->rows_before(); }

void WriterState::write_row(const Cell* cells) {
  is_loose = is_loose || !map;
  for (std::size_t i = 0; i < files.size(); ++i) files[i]->check(cells[i]);
  if (map) {
    if (MapTrial* trial = map->trial()) trial->write(cells);
    if (map->is_again()) return;
  }
  for (std::size_t i = 0; i < files.size(); ++i) append(i, cells[i]);
  ++rows;
}

void WriterState::append(std::size_t column, const Cell& cell) {
  if (equal[column]) {
    equal[column]->write(rows, cell, *files[column]);
  } else {
    files[column]->append(cell);
  }
}

void WriterState::note_bad(std::int64_t row, const std::string& row_name, std::string_view reason) {
  const std::string cause = std::exchange(bad_cause, {});
  if (cause == kLimitCause) note_limits(1);
  if (map) {
    if (MapTrial* trial = map->trial()) trial->set_bad(reason);
    if (map->is_again()) return;
  }
  if (bad == nullptr) throw JobError(std::string(reason));
  bad->add(row, row_name, reason, cause.empty() ? kRowCause : cause);
}

SliceColumns WriterState::finish() {
  if (keeps) return kept_columns(*this);
  SliceColumns result;
  result.rows = static_cast<std::uint64_t>(rows);
  for (std::size_t i = 0; i < files.size(); ++i) result.columns.push_back(finish_column(i));
  files.clear();
  equal.clear();
  if (find_planned_map(name) == nullptr) check_rows(*this, slice, result.rows);
  return result;
}

/// A column that keeps all its rows has no file.
SliceColumn WriterState::finish_column(std::size_t column) {
  SliceColumn result;
  result.name = columns[column].name;
  if (equal[column]) {
    const std::vector<KeptRows> same = equal[column]->finish(*files[column]);
    const Dataset& before = counterpart->dataset;
    if (!same.empty()) {
      result.keep(same, look_at_kept(columns[column], same, {{before.state()->reference, before}}));
    }
  }
  if (files[column]->rows() > 0 || result.kept.empty()) {
    result.files.push_back({files[column]->finish(Durable::yes), share});
  } else {
    const std::string path = files[column]->path();
    files[column].reset();
    remove_file(path);
  }
  return result;
}

std::vector<SliceColumns> WriterState::finish_all() {
  if (slice >= 0) finished[static_cast<std::size_t>(slice)] = finish();
  std::vector<SliceColumns> all;
  const auto count = static_cast<int>(finished.size());
  for (int i = 0; i < count; ++i) {
    auto& part = finished[static_cast<std::size_t>(i)];
    if (!part) {
      begin({i, 0}, count);
      part = finish();
    }
    all.push_back(*part);
  }
  return all;
}

}  // namespace detail

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
        manifest_column(spec, {job, writer.name}, slices, writer.workdirs, known);
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

namespace {

/// Null if there is none. Unlike to_value(), this is not recorded as a read.
Document reference_document(const Dataset& dataset) {
  return dataset ? Document(reference_text(dataset.state()->reference)) : Document();
}

}  // namespace

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
                    {"parent", reference_document(state.parent)},
                    {"keeps", reference_document(state.source)}});
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
  state.begin({slice, 0}, count);
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
  if (dynamic_cast<const LimitError*>(&error) != nullptr) state_->bad_cause = kLimitCause;
  write_bad_row(row, name, exception_text(error));
}

void Writer::note_bad_row(std::int64_t row, const std::string& name, std::string_view reason) {
  state_->note_bad(row, name, reason);
}

Value Convert<Writer>::to(const Writer& writer) { return Value::Object{{"writer", writer.name()}}; }

}  // namespace accel
