// SPDX-License-Identifier: Apache-2.0
// `accel ds JOB[/NAME]`: the columns of a dataset, its rows, and the first of them.
#include "base/json.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "dataset/dataset.h"
#include "rows/cells.h"
#include "rows/row_choice.h"
#include "rows/row_reader.h"
#include "view/dataset_view.h"
#include "view/find_job.h"

#include <map>

namespace accel {
namespace {

constexpr std::size_t kCellWidth = 40;  // bytes

void print_columns(Output& output, const DatasetView& view) {
  constexpr std::size_t kAbsent = 3, kSize = 4, kValues = 5;
  Table table({kAbsent, kSize});
  table.keep_backslashes(kValues);
  table.add({"column", "type", "files in", "absent", "size", "values"});
  for (const DatasetView::Column& column : view.columns) {
    const std::string extent =
        column.min.is_null() ? "" : column.min.json() + " to " + column.max.json();
    table.add({column.name, column.type, column.files, std::to_string(column.absent),
               size_text(column.bytes), extent});
  }
  table.print(output);
}

std::string places_text(const DatasetView::Places& places) {
  std::vector<std::string> texts;
  if (places.own_rows > 0) texts.push_back(counted(places.own_rows, "row") + " in its own files");
  if (places.kept_rows > 0) {
    texts.push_back(counted(places.kept_rows, "row") + " in kept files of other jobs");
  }
  return joined(texts, ", ") + "; " + counted(places.parts, "part") + " of " +
         counted(places.files, "file");
}

/// Prints one line for all columns with the same counts.
void print_places(Output& output, const DatasetView& view) {
  std::map<std::string, std::vector<std::string>> columns;
  for (const DatasetView::Column& column : view.columns) {
    if (!column.places || column.places->parts == 0) continue;
    columns[places_text(*column.places)].push_back(column.name);
  }
  if (!columns.empty()) output.print("\n");
  for (const auto& [places, names] : columns) {
    const bool is_all = names.size() == view.columns.size();
    output.line((is_all ? "all columns" : escaped(joined(names, ", "))) + ": " + places);
  }
}

void print_rows(Output& output, const Dataset& dataset, std::size_t most) {
  RowReader reader(dataset, dataset.columns());
  std::vector<AppendCell> append;
  std::vector<std::string> line;
  Table table;
  for (const ColumnSpec& spec : reader.columns()) {
    if (spec.type == ColumnType::json) table.keep_backslashes(line.size());
    append.push_back(plain_cell(spec));
    line.push_back(shortened(spec.name, kCellWidth));
  }
  table.add(line);
  RowChoice choice;
  choice.head = most;
  each_row(reader, choose_rows(dataset.state()->manifest.rows, choice), [&] {
    for (std::size_t i = 0; i < line.size(); ++i) {
      std::string cell;
      if (reader.is_present(i)) append[i](reader.batch(i), reader.index(i), cell);
      line[i] = reader.is_present(i) ? shortened(cell, kCellWidth) : "-";
    }
    table.add(line);
  });
  table.print(output);
}

int show_dataset(const Dataset& dataset, std::size_t rows) {
  const DatasetView view = look_at_dataset(dataset);
  Output output;
  output.print(escaped(view.name) + "  " + counted(view.rows, "row") + " in " +
               counted(view.slices.size(), "slice") + ", " + size_text(view.bytes));
  if (!view.parent.empty()) output.print(", appended to " + escaped(view.parent));
  output.print("\n\n");
  print_columns(output, view);
  print_places(output, view);
  if (rows > 0 && !view.columns.empty()) {
    output.print("\n");
    print_rows(output, dataset, rows);
  }
  output.finish();
  return 0;
}

int print_json(const std::vector<Dataset>& datasets) {
  Output output;
  for (const Dataset& dataset : datasets)
    output.line(json_line(document(look_at_dataset(dataset))));
  output.finish();
  return 0;
}

int list_datasets(const std::vector<Dataset>& datasets) {
  Table table({1, 2, 3, 4});
  table.add({"dataset", "rows", "slices", "columns", "size"});
  for (const Dataset& dataset : datasets) {
    const DatasetView view = look_at_dataset(dataset, PartCounts::left_out);
    table.add({view.name, std::to_string(view.rows), std::to_string(view.slices.size()),
               std::to_string(view.columns.size()), size_text(view.bytes)});
  }
  Output output;
  table.print(output);
  output.finish();
  return 0;
}

/// The one that is named, or all of the job.
std::vector<Dataset> find_datasets(const std::string& word) {
  const Store store = open_store(open_project(absolute_path(".")));
  const JobWord found = read_job_word(store, word);
  const Job& job = found.job;
  require_readable(job);
  if (found.dataset) return {job.dataset(*found.dataset)};
  std::vector<Dataset> datasets;
  for (const std::string& name : job.dataset_names()) datasets.push_back(job.dataset(name));
  if (datasets.empty()) datasets.push_back(job.dataset());  // says why there is none
  return datasets;
}

struct DsRequest {
  std::string word;
  std::size_t rows = 5;
  bool json = false;
};

int show(const Command& command, const DsRequest& request) {
  if (request.json) command.refuse({"--rows"}, "cannot be used with --json, which prints no rows");
  const std::vector<Dataset> datasets = find_datasets(request.word);
  if (request.json) return print_json(datasets);
  if (datasets.size() == 1) return show_dataset(datasets[0], request.rows);
  command.refuse({"--rows"}, "needs one dataset: name it, such as " +
                                 reference_text(datasets[0].state()->reference));
  return list_datasets(datasets);
}

}  // namespace

void add_ds_command(Command& program) {
  auto request = std::make_shared<DsRequest>();
  Command command = program.subcommand("ds", "Show a dataset: its columns and first rows");
  command
      .option("dataset", &request->word,
              "JOB or JOB/NAME; lists the datasets if the job has several")
      .required();
  command.option("--rows", &request->rows, "how many of the first rows to show (default 5)")
      .range(0, 1'000'000'000);
  command.flag("--json", &request->json, "print one JSON object per dataset, without rows");
  command.footer("Example: accel ds thumbnailer");
  command.run([request, command] { return show(command, *request); });
}

}  // namespace accel
