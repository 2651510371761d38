// SPDX-License-Identifier: Apache-2.0
#include "dataset/dataset.h"

#include "base/text.h"
#include "column/column_type.h"
#include "dataset/analysis_record.h"
#include "dataset/input_reads.h"
#include "dataset/loop_mark.h"
#include "job/post_file.h"

#include <optional>
#include <utility>

namespace accel {
namespace detail {

void retain(DatasetState* state) { ++state->references; }
void release(DatasetState* state) {
  if (--state->references == 0) delete state;
}

struct CursorState {
  Dataset dataset;
  ColumnSpec spec;
  int first = 0;
  int slice = 0;  ///< of `rows`
  int last = 0;
  std::optional<SliceRows> rows;
  bool is_begun = false;
  std::atomic<int> references{1};
};

void retain(CursorState* state) { ++state->references; }
void release(CursorState* state) {
  if (--state->references == 0) delete state;
}

namespace {

void open_promised(DatasetState& state) {
  const Dataset dataset = state.open();
  state.reference = dataset.state()->reference;
  state.manifest = dataset.state()->manifest;
  state.workdirs = dataset.state()->workdirs;
  state.open = nullptr;
}

const DatasetState& given(const Dataset& dataset, std::string_view asked) {
  if (dataset) {
    if (dataset.state()->open) open_promised(*dataset.state());
    return *dataset.state();
  }
  throw Error("cannot get " + std::string(asked) + ": the dataset was not given")
      .set_hint("test it first: if (source) ...");
}

/// Records what a method reads of the dataset besides its values.
const DatasetState& noted(const Dataset& dataset, std::string_view asked,
                          bool DatasetReads::*what) {
  const DatasetState& state = given(dataset, asked);
  note_read(reference_text(state.reference), asked);
  note_input(state.reference, what);
  return state;
}

void check_slices(const Dataset& dataset, int first, int last) {
  const int slices = dataset ? dataset.state()->manifest.slices() : 0;
  if (first >= 0 && last <= slices) return;
  note_input(dataset.state()->reference, &DatasetReads::id);  // may become a bad row's reason
  throw Error("dataset " + reference_text(dataset.state()->reference) + " has " +
              counted(static_cast<std::uint64_t>(slices), "slice") + ", so slice " +
              std::to_string(first) + " does not exist");
}

std::int64_t rows_of(const DatasetState& state, int slice) {
  return static_cast<std::int64_t>(state.manifest.rows[static_cast<std::size_t>(slice)]);
}

const ManifestColumn& column_of(const Dataset& dataset, const ColumnSpec& spec) {
  const DatasetState& state = given(dataset, "column " + quote(spec.name));
  note_input_column(state.reference, spec.name);
  const ManifestColumn* column = state.manifest.find(spec.name);
  if (column == nullptr) {
    std::vector<std::string> names;
    for (const auto& known : state.manifest.columns) names.push_back(known.spec.name);
    throw JobError("dataset " + reference_text(state.reference) + " has no column " +
                   quote(spec.name) + did_you_mean(spec.name, names) + "; it has " +
                   joined(names, ", "));
  }
  if (!is_readable_as(column->spec, spec)) {
    throw JobError("column " + quote(spec.name) + " of " + reference_text(state.reference) +
                   " is " + column_type_name(column->spec) + ", read as " + column_type_name(spec));
  }
  return *column;
}

}  // namespace

Cursor::Cursor(const Handle<DatasetState>& handle, const ColumnSpec& spec, int first, int last) {
  const Dataset dataset(handle);
  column_of(dataset, spec);
  check_slices(dataset, first, last);
  auto* state = new CursorState;
  state_ = Handle(state);
  state->dataset = dataset;
  state->spec = spec;
  state->first = first;
  state->slice = first;
  state->last = last;
  std::int64_t rows = 0;
  for (int slice = first; slice < last; ++slice) rows += rows_of(*dataset.state(), slice);
  tally_rows(rows);
}

bool Cursor::next(Batch& batch) {
  CursorState& cursor = *state_;
  if (!std::exchange(cursor.is_begun, true)) {
    note_read(reference_text(cursor.dataset.state()->reference), cursor.spec.name);
    note_slices(cursor.last - cursor.first == cursor.dataset.state()->manifest.slices());
  }
  batch = {};
  for (; cursor.slice < cursor.last; ++cursor.slice) {
    if (!cursor.rows) {
      cursor.rows.emplace(column_files(*cursor.dataset.state(), cursor.spec.name), cursor.slice);
    }
    BatchRows rows;
    if (cursor.rows->next(rows)) {
      tally_bytes(rows.bytes);
      batch = rows.batch;
      return true;
    }
    cursor.rows.reset();
  }
  return false;
}

void Cursor::seek(std::int64_t row, Batch& batch) {
  CursorState& cursor = *state_;
  DatasetState& dataset = *cursor.dataset.state();
  for (cursor.slice = cursor.first; row >= rows_of(dataset, cursor.slice); ++cursor.slice) {
    row -= rows_of(dataset, cursor.slice);
  }
  cursor.is_begun = true;
  cursor.rows.emplace(column_files(dataset, cursor.spec.name), cursor.slice);
  const BatchRows rows = cursor.rows->at(row);
  tally_bytes(rows.bytes);
  batch = rows.batch;
  batch.first += row - rows.first;
}

void throw_absent(const std::string& column, std::int64_t row) {
  throw Error("column " + quote(column) + " has no value in row " + std::to_string(row))
      .set_hint("skip such rows with .present(), or read the column as accel::maybe(...)");
}

void throw_absent_in(const Batch& batch, const std::string& column, std::int64_t row) {
  std::int64_t first = batch.first;
  while (first + 1 < batch.rows && batch.present(first)) ++first;
  throw Error("column " + quote(column) + " has no value in row " +
              std::to_string(row + first - batch.first))
      .set_hint("read the column as accel::maybe(...)");
}

void throw_no_loop() {
  throw Error("row() was called on rows that no loop has begun to go over")
      .set_hint(
          "present() returns other rows: call row() on those that the loop goes over, as in "
          "auto rows = source.rows(slice, ...).present()");
}
void throw_unequal_rows() { throw JobError("the columns do not have the same number of rows"); }

void note_row_asked(const Handle<DatasetState>& dataset) {
  note_read(reference_text(dataset->reference), "the number or the name of a row");
}

std::string row_name(const Handle<DatasetState>& dataset, int first, int last, std::int64_t row) {
  const Manifest& manifest = dataset->manifest;
  note_input_column(dataset->reference, "filename");
  const ManifestColumn* names = manifest.find("filename");
  if (names == nullptr || names->spec.type != ColumnType::text || first < 0 || row < 0) return "";
  last = std::min(last, manifest.slices());
  const auto rows_of = [&](int slice) {
    return static_cast<std::int64_t>(manifest.rows[static_cast<std::size_t>(slice)]);
  };
  int slice = first;
  while (slice < last && row >= rows_of(slice)) row -= rows_of(slice++);
  if (slice >= last) return "";
  const BatchRows found = SliceRows(column_files(*dataset, "filename"), slice).at(row);
  const std::int64_t place = found.batch.first + row - found.first;
  return found.batch.present(place) ? std::string(Read<std::string_view>::get(found.batch, place))
                                    : "";
}

}  // namespace detail

ColumnFiles& column_files(detail::DatasetState& dataset, const std::string& column) {
  auto& files = dataset.columns[column];
  if (!files) files = std::make_unique<ColumnFiles>(dataset, column);
  return *files;
}

ColumnParts parts_of(const detail::DatasetState& dataset, const ManifestColumn& column) {
  const Workdirs& workdirs = dataset.workdirs;
  if (column.list) {  // to be read in that job
    with_damage_hint(workdirs.job_path(dataset.reference.job),
                     [&] { return column_job_path(column, workdirs); });
  }
  return read_parts(column, dataset.manifest.rows, workdirs.job_path(column.owner.job));
}

Dataset open_dataset(const Reference& reference, const Workdirs& workdirs) {
  const std::string job_path = workdirs.job_path(reference.job);
  require_finished(reference.job, job_path);
  return dataset_of(reference, read_manifest(reference, job_path), workdirs);
}

Dataset dataset_of(const Reference& reference, Manifest manifest, const Workdirs& workdirs) {
  auto* state = new detail::DatasetState;
  const detail::Handle<detail::DatasetState> handle(state);
  state->reference = reference;
  state->workdirs = workdirs;
  state->manifest = std::move(manifest);
  return Dataset(handle);
}

Dataset promised_dataset(const Reference& reference, std::function<Dataset()> open) {
  auto* state = new detail::DatasetState;
  const detail::Handle<detail::DatasetState> handle(state);
  state->reference = reference;
  state->open = std::move(open);
  return Dataset(handle);
}

std::string Dataset::job() const {
  return detail::noted(*this, "the job", &DatasetReads::id).reference.job;
}
std::string Dataset::name() const {
  return detail::noted(*this, "the name", &DatasetReads::id).reference.dataset;
}
int Dataset::slices() const {
  return state_ ? detail::noted(*this, "the slices", &DatasetReads::borders).manifest.slices() : 0;
}
std::int64_t Dataset::row_count() const {
  return static_cast<std::int64_t>(
      detail::noted(*this, "the row count", &DatasetReads::borders).manifest.total_rows());
}
std::int64_t Dataset::row_count(int slice) const {
  const detail::DatasetState& state = detail::noted(*this, "the row count", &DatasetReads::borders);
  note_slices(state.manifest.slices() == 1);
  detail::check_slices(*this, slice, slice + 1);
  return detail::rows_of(state, slice);
}
std::vector<ColumnSpec> Dataset::columns() const {
  std::vector<ColumnSpec> specs;
  const auto& state = detail::noted(*this, "the list of columns", &DatasetReads::list);
  for (const ManifestColumn& column : state.manifest.columns) specs.push_back(column.spec);
  return specs;
}
bool Dataset::has_column(std::string_view name) const {
  return detail::noted(*this, "column " + quote(name), &DatasetReads::list).manifest.find(name) !=
         nullptr;
}

Value Convert<Dataset>::to(const Dataset& dataset) {
  if (!dataset) return {};
  note_input(dataset.state()->reference, &DatasetReads::id);
  return dataset.state()->reference;
}

}  // namespace accel
