// SPDX-License-Identifier: Apache-2.0
// `accel hist JOB[/NAME] COLUMN`: the distribution of a column's values.
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/output.h"
#include "cli/rows_options.h"
#include "column/column_type.h"
#include "view/dataset_view.h"
#include "view/distribution.h"

#include <algorithm>
#include <cmath>
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
  const auto width = static_cast<std::size_t>(std::lround(share * kBarWidth));
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

void print_kinds(Output& output, const Distribution& bytes) {
  Table table({1, 2, 3, 4});
  table.add({"kind", "count", "smallest", "mean", "largest"});
  for (const auto& [kind, sizes] : bytes.kinds) {
    table.add({kind.empty() ? "other" : kind, std::to_string(sizes.count),
               size_text(sizes.smallest), size_text(sizes.bytes / sizes.count),
               size_text(sizes.largest)});
  }
  table.print(output);
  output.line("sizes in bytes");
}

void print_texts(Output& output, const Distribution& texts) {
  if (texts.values == 0) return;
  if (texts.too_low_by > 0) {
    output.line("too many different values to count them all: each count is too low by up to " +
                std::to_string(texts.too_low_by));
  } else {
    output.line(std::to_string(texts.different) + " different" +
                (texts.top.size() < texts.different
                     ? ", the " + std::to_string(texts.top.size()) + " most frequent"
                     : ""));
  }
  constexpr std::size_t kText = 2;
  Table table({0});
  if (texts.column.type == ColumnType::json) table.keep_backslashes(kText);
  for (const auto& [text, count] : texts.top) {
    table.add(
        {std::to_string(count), bar(count, texts.top.front().second), shortened(text, kShownText)});
  }
  table.print(output);
}

void print_distribution(Output& output, const Distribution& distribution) {
  const ColumnSpec& column = distribution.column;
  output.line(escaped(column.name) + "  " + column_type_name(column) + "  " +
              counted(distribution.values, "value") + ", " + std::to_string(distribution.absent) +
              " absent");
  if (holds_texts(column)) return print_texts(output, distribution);
  if (column.type == ColumnType::bytes) print_kinds(output, distribution);
  print_bins(output, distribution.histogram);
}

int show(const Command& command, const HistOptions& options) {
  const Dataset dataset = open_rows(options);
  const ColumnSpec column = column_named(dataset, options.column);
  const std::string is_type = ", and " + quote(column.name) + " is " + column_type_name(column);
  if (holds_texts(column)) {
    command.refuse({"--bins"}, "is for numbers, dates and sizes" + is_type);
  } else {
    command.refuse({"--top"}, "is for text, json and bool" + is_type);
  }
  const Distribution distribution =
      look_at_values(dataset, column, chosen_rows(dataset, options), options.bins, options.top);
  Output output;
  if (options.json) {
    output.line(json_line(document(distribution)));
  } else {
    print_distribution(output, distribution);
  }
  output.finish();
  return 0;
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
  add_filter_options(command, *options);
  command.flag("--json", &options->json, "print one JSON object");
  command.footer("Example: accel hist import_images shape");
  command.run([options, command] { return show(command, *options); });
}

}  // namespace accel
