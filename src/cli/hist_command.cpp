// SPDX-License-Identifier: Apache-2.0
// `accel hist JOB[/NAME] COLUMN`: the distribution of a column's values.
#include "base/json.h"
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "cli/rows_options.h"
#include "column/column_type.h"
#include "rows/histogram.h"

#include <algorithm>
#include <cstdio>

namespace accel {
namespace {

constexpr std::size_t kBarWidth = 40;
constexpr std::size_t kShownText = 60;  // bytes

struct HistOptions : RowsOptions {
  std::string column;
  std::size_t bins = 10;
  std::size_t top = 10;
  bool json = false;
};

std::string bar(std::uint64_t count, std::uint64_t largest) {
  const auto share =
      static_cast<double>(count) / static_cast<double>(std::max<std::uint64_t>(largest, 1));
  const auto width = static_cast<std::size_t>(share * kBarWidth + 0.5);
  return std::string(count > 0 ? std::max<std::size_t>(width, 1) : 0, '#');
}

/// Real numbers, rounded for people; --json has all digits.
std::string shown(const Value& value) {
  if (value.is_text()) return value.text();
  if (!value.is_real()) return value.json();
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value.real());
  return text;
}

void print_head(Output& output, const ColumnSpec& column, std::uint64_t values,
                std::uint64_t absent) {
  output.line(escaped(column.name) + "  " + column_type_name(column) + "  " +
              counted(values, "value") + ", " + std::to_string(absent) + " absent");
}

void print_bins(Output& output, const Histogram& histogram) {
  if (histogram.infinite > 0) {
    output.line(counted(histogram.infinite, "value") + " not finite, not counted in any bin");
  }
  if (histogram.bins.empty()) return;
  output.line("min " + shown(histogram.min) + "  max " + shown(histogram.max) + "  mean " +
              shown(histogram.mean));
  std::uint64_t largest = 0;
  for (const auto& bin : histogram.bins) largest = std::max(largest, bin.count);
  Table table({0, 2, 3});
  for (const auto& bin : histogram.bins) {
    table.add(
        {shown(bin.from), "to", shown(bin.to), std::to_string(bin.count), bar(bin.count, largest)});
  }
  table.print(output);
}

Document json_of(const Histogram& histogram) {
  Document bins = Document::array();
  for (const auto& bin : histogram.bins) {
    bins.push_back({{"from", json_from_value(bin.from)},
                    {"to", json_from_value(bin.to)},
                    {"count", bin.count}});
  }
  return {{"not_finite", histogram.infinite},
          {"min", json_from_value(histogram.min)},
          {"max", json_from_value(histogram.max)},
          {"mean", json_from_value(histogram.mean)},
          {"bins", std::move(bins)}};
}

/// The members that all kinds of columns have come first.
Document json_head(const ColumnSpec& column, std::uint64_t values, std::uint64_t absent) {
  return {{"column", column.name},
          {"type", column_type_name(column)},
          {"values", values},
          {"absent", absent}};
}

void print_json(Document head, const Document& rest) {
  head.update(rest);
  Output output;
  output.line(json_line(head));
  output.finish();
}

int show_numbers(const HistOptions& options, const Dataset& dataset, const ColumnSpec& column) {
  const std::vector<RowRange> rows = chosen_rows(dataset, options);
  const Histogram histogram = make_histogram(dataset, column, rows, options.bins);
  if (options.json) {
    print_json(json_head(column, histogram.values, histogram.absent), json_of(histogram));
    return 0;
  }
  Output output;
  print_head(output, column, histogram.values, histogram.absent);
  print_bins(output, histogram);
  output.finish();
  return 0;
}

/// By kind, and the sizes of all.
int show_bytes(const HistOptions& options, const Dataset& dataset, const ColumnSpec& column) {
  const std::vector<RowRange> rows = chosen_rows(dataset, options);
  const auto kinds = count_kinds(dataset, column, rows);
  const Histogram histogram = make_histogram(dataset, column, rows, options.bins);
  if (options.json) {
    Document list = Document::array();
    for (const auto& [kind, sizes] : kinds) {
      list.push_back({{"kind", kind.empty() ? Document() : Document(kind)},
                      {"count", sizes.count},
                      {"bytes", sizes.bytes},
                      {"smallest", sizes.smallest},
                      {"largest", sizes.largest}});
    }
    Document rest = json_of(histogram);
    rest["kinds"] = std::move(list);
    print_json(json_head(column, histogram.values, histogram.absent), rest);
    return 0;
  }
  Output output;
  print_head(output, column, histogram.values, histogram.absent);
  Table table({1, 2, 3, 4});
  table.add({"kind", "count", "smallest", "mean", "largest"});
  for (const auto& [kind, sizes] : kinds) {
    table.add({kind.empty() ? "other" : kind, std::to_string(sizes.count),
               size_text(sizes.smallest), size_text(sizes.bytes / sizes.count),
               size_text(sizes.largest)});
  }
  table.print(output);
  output.line("sizes in bytes");
  print_bins(output, histogram);
  output.finish();
  return 0;
}

void print_texts(Output& output, const HistOptions& options, const ColumnSpec& column,
                 const TextSpread& spread) {
  const auto top = spread.counts.top(options.top);
  const std::uint64_t missed = spread.counts.missed();
  if (missed > 0) {
    output.line("too many different values to count them all: each count is too low by up to " +
                std::to_string(missed));
  } else {
    output.line(std::to_string(spread.counts.size()) + " different" +
                (top.size() < spread.counts.size()
                     ? ", the " + std::to_string(top.size()) + " most frequent"
                     : ""));
  }
  constexpr std::size_t kText = 2;
  Table table({0});
  if (column.type == ColumnType::json) table.keep_backslashes(kText);
  for (const auto& [text, count] : top) {
    table.add({std::to_string(count), bar(count, top.front().second), shortened(text, kShownText)});
  }
  table.print(output);
}

int show_texts(const HistOptions& options, const Dataset& dataset, const ColumnSpec& column) {
  const TextSpread spread = count_texts(dataset, column, chosen_rows(dataset, options));
  if (options.json) {
    Document list = Document::array();
    for (const auto& [text, count] : spread.counts.top(options.top)) {
      list.push_back({{"value", json_from_value(to_value(text))}, {"count", count}});
    }
    const bool is_exact = spread.counts.missed() == 0;
    print_json(json_head(column, spread.values, spread.absent),
               {{"different", is_exact ? Document(spread.counts.size()) : Document()},
                {"too_low_by", spread.counts.missed()},
                {"top", std::move(list)}});
    return 0;
  }
  Output output;
  print_head(output, column, spread.values, spread.absent);
  if (spread.values > 0) print_texts(output, options, column, spread);
  output.finish();
  return 0;
}

bool is_of_texts(const ColumnSpec& column) {
  return column.type == ColumnType::text || column.type == ColumnType::json ||
         column.type == ColumnType::boolean;
}

int show(const Command& command, const HistOptions& options) {
  const Dataset dataset = open_rows(options);
  const ColumnSpec column = chosen_column(dataset, options.column);
  const std::string is_type = ", and " + quote(column.name) + " is " + column_type_name(column);
  if (is_of_texts(column)) {
    command.refuse({"--bins"}, "is for numbers, dates and sizes" + is_type);
    return show_texts(options, dataset, column);
  }
  command.refuse({"--top"}, "is for text, json and bool" + is_type);
  return column.type == ColumnType::bytes ? show_bytes(options, dataset, column)
                                          : show_numbers(options, dataset, column);
}

}  // namespace

void add_hist_command(Command& program) {
  auto options = std::make_shared<HistOptions>();
  Command command = program.subcommand("hist", "Show the distribution of a column's values");
  add_dataset_option(command, *options);
  command.option("column", &options->column, "one of its columns").required();
  command
      .option("--bins", &options->bins, "number of bins, for numbers, dates and sizes (default 10)")
      .range(1, 1000);
  command
      .option("--top", &options->top, "how many of the most frequent values to show (default 10)")
      .range(1, 100000);
  add_slices_option(command, *options);
  command.flag("--json", &options->json, "print one JSON object");
  command.footer("Example: accel hist import_images shape");
  command.run([options, command] { return show(command, *options); });
}

}  // namespace accel
