// SPDX-License-Identifier: Apache-2.0
#include "cli/rows_options.h"

#include "base/file.h"
#include "base/text.h"
#include "dataset/dataset.h"
#include "view/dataset_view.h"
#include "view/find_job.h"

#include <unistd.h>

#include <limits>

namespace accel {
namespace {

constexpr std::int64_t kMostRows = std::numeric_limits<std::int64_t>::max();

}  // namespace

void add_dataset_option(Command& command, RowsOptions& options) {
  command.option("dataset", &options.word, "JOB or JOB/NAME").required();
}

void add_columns_option(Command& command, RowsOptions& options, const std::string& help) {
  command.option("-c,--columns", &options.columns, help).value_name("A,B").one_value();
}

void add_filter_options(Command& command, RowsOptions& options) {
  command.option("--slices", &options.choice.slices, "only these slices, such as 0,2-3");
  command
      .option("--where", &options.choice.where,
              "only rows for which this is true, such as \"size > 700 and name != 'a'\"")
      .value_name("EXPRESSION");
}

void add_row_options(Command& command, RowsOptions& options) {
  add_filter_options(command, options);
  RowChoice& choice = options.choice;
  Option head = command.option("--head", &choice.head, "only the first N rows");
  Option tail = command.option("--tail", &choice.tail, "only the last N rows");
  Option sample = command.option("--sample", &choice.sample, "a random sample of N rows");
  // A number below 0 would be taken for a large one.
  for (Option* option : {&head, &tail, &sample}) option->range(0, kMostRows);
  head.excludes(tail).excludes(sample);
  tail.excludes(sample);
  command.option("--seed", &choice.seed, "random seed for --sample (default 1)")
      .range(0, std::numeric_limits<std::int64_t>::max())
      .needs(sample);
}

void add_style_option(Command& command, RowsOptions& options) {
  options.format = "tsv";
  command
      .option("--format", &options.format,
              "tsv (default), csv (RFC 4180) or jsonl (one JSON object per line)")
      .choice({"tsv", "csv", "jsonl"});
}

RowStyle row_style(const std::string& format) {
  if (format == "csv") return RowStyle::csv;
  return format == "jsonl" ? RowStyle::jsonl : RowStyle::tsv;
}

void check_header(const Command& command, const RowsOptions& options) {
  if (row_style(options.format) != RowStyle::jsonl) return;
  command.refuse({"--header"}, "cannot be used with jsonl, where each row names its columns");
}

Dataset open_rows(const RowsOptions& options) {
  return find_dataset(open_store(open_project(absolute_path("."))), options.word);
}

std::vector<RowRange> chosen_rows(const Dataset& dataset, const RowsOptions& options) {
  return choose_rows(dataset, options.choice);
}

std::vector<ColumnSpec> chosen_columns(const Dataset& dataset,
                                       const std::vector<std::string>& words) {
  std::vector<ColumnSpec> columns;
  for (const std::string& word : words) {
    if (dataset.has_column(word)) {
      columns.push_back(column_named(dataset, word));
      continue;
    }
    for (const std::string& name : split(word, ',')) {
      columns.push_back(column_named(dataset, name));
    }
  }
  return words.empty() ? dataset.columns() : columns;
}

bool is_to_terminal() { return ::isatty(STDOUT_FILENO) == 1; }

}  // namespace accel
