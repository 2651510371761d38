// SPDX-License-Identifier: Apache-2.0
// What the commands that read rows have in common: which dataset, columns and rows, and the style
// they are printed in.
#pragma once

#include <accel/dataset.h>

#include "cli/command.h"
#include "rows/row_choice.h"
#include "rows/row_text.h"

#include <string>
#include <vector>

namespace accel {

struct RowsOptions {
  std::string word;  ///< JOB or JOB/NAME
  std::vector<std::string> columns;
  RowChoice choice;
  std::string format;
};

void add_dataset_option(Command& command, RowsOptions& options);
void add_columns_option(Command& command, RowsOptions& options, const std::string& help);
/// --slices, --where
void add_filter_options(Command& command, RowsOptions& options);
/// --slices, --where, --head, --tail, --sample, --seed
void add_row_options(Command& command, RowsOptions& options);
/// --format tsv, csv or jsonl
void add_style_option(Command& command, RowsOptions& options);
RowStyle row_style(const std::string& format);
/// Throws UsageError if --header is given for a format in which each row names its columns.
void check_header(const Command& command, const RowsOptions& options);

/// The dataset of this project that `options` names.
Dataset open_rows(const RowsOptions& options);
std::vector<RowRange> chosen_rows(const Dataset& dataset, const RowsOptions& options);
/// The columns that the words name; a word may be several names separated by commas. All columns if
/// there are no words. Throws Error, with a suggestion.
std::vector<ColumnSpec> chosen_columns(const Dataset& dataset,
                                       const std::vector<std::string>& words);

/// Whether the output goes to a terminal.
bool is_to_terminal();

}  // namespace accel
