// SPDX-License-Identifier: Apache-2.0
// `accel export JOB[/NAME] -o OUT`: rows as a file that other programs read, or bytes as files.
#include "base/exit_codes.h"
#include "base/file.h"
#include "base/new_file.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "cli/rows_options.h"
#include "column/table_writer.h"
#include "column/value_digest.h"
#include "view/dataset_view.h"
#include "view/export_files.h"
#include "view/places.h"

namespace accel {
namespace {

struct ExportOptions : RowsOptions {
  std::string out;
  std::string column;
  bool force = false;
};

/// By --format, or else by the extension.
std::string format_of(const ExportOptions& options) {
  if (options.out.empty()) throw UsageError("--output is empty: name the file, or the folder");
  if (!options.format.empty()) return options.format;
  const std::string_view name = base_name(options.out);
  const auto dot = name.rfind('.');
  std::string end(dot == std::string_view::npos ? "" : name.substr(dot + 1));
  if (end == "csv" || end == "tsv" || end == "jsonl" || end == "arrow") return end;
  if (end == "feather") return "arrow";
  if (end == "ndjson") return "jsonl";
  if (!options.column.empty()) return "files";
  UsageError error("the name " + quote(options.out) + " does not say which format to write");
  error.set_hint("add --format: csv, tsv, jsonl, arrow or files");
  throw error;
}

void write_lines(NewFile& file, RowStyle style, RowReader& reader,
                 const std::vector<RowRange>& rows) {
  RowText text(style, reader.columns(), false);
  std::string line;
  text.add_header(line);
  file.write(line);
  each_row(reader, rows, [&] {
    line.clear();
    text.add_row(reader, line);
    file.write(line);
  });
}

void write_table(NewFile& file, RowReader& reader, const std::vector<RowRange>& rows) {
  TableWriter table(reader.columns(), [&](std::string_view bytes) { file.write(bytes); });
  const std::vector<ColumnSpec>& columns = reader.columns();
  std::vector<detail::Cell> cells(columns.size());
  each_row(reader, rows, [&] {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      cells[i] = stored_cell(columns[i], reader.batch(i), reader.index(i));
    }
    table.append(cells);
  });
  table.finish();
}

/// Checks before writing that nothing is in the way, and that the folder exists.
void check_place(const std::string& path, bool may_replace) {
  const auto folder = find_stat(parent_path(path));
  if (!folder || !folder->is_folder()) {
    throw Error("there is no folder " + quote(parent_path(path)));
  }
  const auto there = find_stat(path, Follow::no);
  if (!there) return;
  if (there->is_folder()) {
    throw Error(quote(path) + " already exists and is a folder")
        .set_hint("folders are never replaced: remove it, or choose another name");
  }
  if (!may_replace && !there->is_regular()) throw Error(quote(path) + " already exists");
  if (!may_replace) {
    throw Error(quote(path) + " already exists").set_hint("to replace it: --force");
  }
}

void report(std::uint64_t count, std::string_view what, const std::string& out) {
  Output output;
  output.line(counted(count, what) + " to " + escaped(out));
  output.finish();
}

int export_table(const ExportOptions& options, const std::string& format, const Dataset& dataset) {
  const std::string path = absolute_path(options.out);
  RowReader reader(dataset, chosen_columns(dataset, options.columns));
  if (reader.columns().empty()) throw Error("dataset " + escaped(options.word) + " has no columns");
  const std::vector<RowRange> rows = chosen_rows(dataset, options);
  check_place(path, options.force);
  NewFile file(path, options.force ? NewFile::Replace::yes : NewFile::Replace::no);
  if (format == "arrow") {
    write_table(file, reader, rows);
  } else {
    write_lines(file, row_style(format), reader, rows);
  }
  file.finish();
  report(count_rows(rows), "row", options.out);
  return 0;
}

int export_bytes(const ExportOptions& options, const Dataset& dataset) {
  const ColumnSpec column = column_named(dataset, options.column);
  if (column.type != ColumnType::bytes) {
    throw Error("column " + quote(column.name) +
                " does not hold bytes, so it cannot be written as files");
  }
  const std::string path = absolute_path(options.out);
  const std::vector<RowRange> rows = chosen_rows(dataset, options);
  check_place(path, false);
  const auto count = export_files(dataset, column, rows, path);
  if (!count) return kInterrupted;
  report(*count, "file", options.out);
  return 0;
}

void check_usage(const Command& command, const ExportOptions& options, const std::string& format) {
  if (format != "files") {
    return command.refuse({"--column"},
                          "is for --format files; to choose the columns of a table, use -c");
  }
  command.refuse({"--columns"}, "is for tables; --column chooses what goes into files");
  command.refuse({"--force"}, "replaces a file, never the folder of --format files");
  if (!options.column.empty()) return;
  throw UsageError("--format files needs a column of bytes: add --column");
}

int export_rows(const Command& command, const ExportOptions& options) {
  const std::string format = format_of(options);
  check_usage(command, options, format);
  refuse_inside_jobs(open_project(absolute_path(".")), absolute_path(options.out));
  const Dataset dataset = open_rows(options);
  if (format == "files") return export_bytes(options, dataset);
  return export_table(options, format, dataset);
}

}  // namespace

void add_export_command(Command& program) {
  auto options = std::make_shared<ExportOptions>();
  Command command = program.subcommand("export", "Write the rows of a dataset to a file");
  add_dataset_option(command, *options);
  command
      .option("-o,--output", &options->out, "the file to write, or the folder for --format files")
      .required();
  command
      .option("--format", &options->format,
              "csv, tsv, jsonl, arrow (one Arrow IPC file) or files (one file per row);\n"
              "default: chosen by the file name's extension")
      .choice({"csv", "tsv", "jsonl", "arrow", "files"});
  add_columns_option(command, *options, "write only these columns, in this order");
  command.option("--column", &options->column, "the column of bytes to write as files");
  add_row_options(command, *options);
  command.flag("--force", &options->force, "replace an existing file");
  command.footer(
      "Files are named by the column filename. If the extension does not fit the kind of the\n"
      "bytes, the right one is appended. An export that fails leaves nothing behind.\n"
      "Example: accel export thumbnailer -o rows.arrow\n"
      "         accel export thumbnailer --column thumb --format files -o thumbs");
  command.run([options, command] { return export_rows(command, *options); });
}

}  // namespace accel
