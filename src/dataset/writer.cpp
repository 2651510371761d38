// SPDX-License-Identifier: Apache-2.0
#include "dataset/writer.h"

#include "base/text.h"
#include "column/column_type.h"
#include "dataset/dataset.h"

#include <algorithm>

namespace accel {
namespace detail {

void retain(WriterState* state) { ++state->references; }
void release(WriterState* state) {
  if (--state->references == 0) delete state;
}

void WriterState::begin(int new_slice, int slices) {
  if (finished.empty()) finished.resize(static_cast<std::size_t>(slices));
  slice = new_slice;
  make_folders(dataset_folder(job_path, name));
  for (const ColumnSpec& column : columns) {
    files.push_back(std::make_unique<ColumnWriter>(column_path(job_path, name, column.name, slice),
                                                   column, true));
  }
}

SliceColumns WriterState::finish() {
  SliceColumns result;
  for (const auto& file : files) {
    result.columns.push_back(file->finish(Durable::yes));
    result.rows = static_cast<std::uint64_t>(result.columns[0].rows);
  }
  files.clear();
  if (parent) {
    const auto expected = static_cast<std::uint64_t>(parent.row_count(slice));
    if (result.rows != expected) {
      throw JobError(
          "dataset " + quote(name) + " has " + counted(result.rows, "row") + " in slice " +
          std::to_string(slice) + ", but the dataset it is appended to, " +
          reference_text(parent.state()->reference) + ", has " + std::to_string(expected))
          .set_hint("write one row for each row of the source; write_absent() for those without");
    }
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
      begin(i, count);
      part = finish();
    }
    all.push_back(*part);
  }
  return all;
}

}  // namespace detail

namespace {

bool value_less(const Value& a, const Value& b) {
  if (a.is_text()) return a.text() < b.text();
  if (!a.is_whole() || !b.is_whole()) {
    return detail::real_from_value(a) < detail::real_from_value(b);
  }
  if (a.unsigned_whole_fits() != b.unsigned_whole_fits()) return b.unsigned_whole_fits();
  if (a.unsigned_whole_fits()) return a.unsigned_whole() < b.unsigned_whole();
  return a.whole() < b.whole();
}

/// Grows the range that a manifest gives for the whole column.
void widen(ManifestColumn& column, const ColumnFile& file) {
  if (file.min && (column.min.is_null() || value_less(*file.min, column.min))) {
    column.min = *file.min;
  }
  if (file.max && (column.max.is_null() || value_less(column.max, *file.max))) {
    column.max = *file.max;
  }
}

ManifestColumn own_column(const ColumnSpec& spec, std::size_t index, const Reference& self,
                          const std::vector<SliceColumns>& slices) {
  ManifestColumn column;
  column.spec = spec;
  column.owner = self;
  for (std::size_t i = 0; i < slices.size(); ++i) {
    const ColumnFile& file = slices[i].columns.at(index);
    const auto absent = static_cast<std::uint64_t>(file.absent);
    column.absent.push_back(absent);
    column.parts.files.push_back({column_file_name(spec.name, static_cast<int>(i)), slices[i].rows,
                                  absent, file.bytes, file.checksum});
    column.parts.slices.push_back({{i, 0, slices[i].rows, i, 0}});
    widen(column, file);
  }
  column.bytes = column.parts.bytes();
  return column;
}

}  // namespace

Manifest make_manifest(const detail::WriterState& writer, const std::string& job,
                       const std::vector<SliceColumns>& slices) {
  Manifest manifest;
  manifest.name = writer.name;
  for (const SliceColumns& slice : slices) manifest.rows.push_back(slice.rows);
  if (writer.parent) {
    manifest.parent = writer.parent.state()->reference;
    manifest.columns = writer.parent.state()->manifest.columns;
  }
  for (std::size_t i = 0; i < writer.columns.size(); ++i) {
    ManifestColumn column = own_column(writer.columns[i], i, {job, writer.name}, slices);
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
                    {"parent", json_from_value(to_value(state.parent))}});
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
  for (const ColumnFile& file : columns.columns) {
    document["columns"].push_back({{"name", file.name},
                                   {"absent", file.absent},
                                   {"bytes", file.bytes},
                                   {"min", json_from_value(file.min.value_or(Value()))},
                                   {"max", json_from_value(file.max.value_or(Value()))},
                                   {"checksum", file.checksum.hex()}});
  }
  return document;
}

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

void Writer::write_cells(const detail::Cell* cells, std::size_t count) {
  auto& files = state_->files;
  if (files.size() != count) {
    if (files.empty()) {
      throw JobError("dataset " + quote(state_->name) +
                     " cannot be written here: write in "
                     "analysis(), or after select_slice()");
    }
    throw Error("dataset " + quote(state_->name) + " has " + counted(files.size(), "column") +
                ", but a row of " + counted(count, "value") + " was written");
  }
  for (std::size_t i = 0; i < count; ++i) files[i]->check(cells[i]);
  for (std::size_t i = 0; i < count; ++i) files[i]->append(cells[i]);
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
  if (state_->bad == nullptr) throw JobError(std::string(reason));
  state_->bad->add(row, name, reason);
}

Value Convert<Writer>::to(const Writer& writer) { return Value::Object{{"writer", writer.name()}}; }

}  // namespace accel
