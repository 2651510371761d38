// SPDX-License-Identifier: Apache-2.0
// `accel cat JOB[/NAME]`: rows as lines of text.
#include "cli/command_line.h"
#include "cli/output.h"
#include "cli/rows_options.h"

namespace accel {
namespace {

int print_rows(const RowsOptions& options, bool has_header) {
  const Dataset dataset = open_rows(options);
  RowReader reader(dataset, chosen_columns(dataset, options.columns));
  RowText text(row_style(options.format), reader.columns(), is_to_terminal());
  Output output;
  std::string line;
  if (has_header) text.add_header(line);
  output.print(line);
  each_row(reader, chosen_rows(dataset, options), [&] {
    line.clear();
    text.add_row(reader, line);
    output.print(line);
  });
  output.finish();
  return 0;
}

}  // namespace

void add_cat_command(Command& program) {
  auto options = std::make_shared<RowsOptions>();
  auto has_header = std::make_shared<bool>(true);
  Command command = program.subcommand("cat", "Print the rows of a dataset");
  add_dataset_option(command, *options);
  add_columns_option(command, *options, "print only these columns, in this order");
  add_row_options(command, *options);
  add_style_option(command, *options);
  command.flag("--header,!--no-header", has_header.get(),
               "print the column names first (default), or not");
  command.footer(
      "Bytes are shown as their kind and size. An absent value is empty, or null in jsonl.\n"
      "Example: accel cat thumbnailer -c filename,thumb --head 3");
  command.run([options, has_header, command] {
    if (*has_header) check_header(command, *options);
    return print_rows(*options, *has_header);
  });
}

}  // namespace accel
