// SPDX-License-Identifier: Apache-2.0
// `accel ds JOB[/NAME]`: the columns of a dataset, its rows, and the first of them.
#include "base/text.h"
#include "cli/command_line.h"
#include "cli/find_job.h"
#include "dataset/dataset.h"

#include <algorithm>
#include <cstdio>
#include <numeric>

namespace accel {
namespace {

constexpr std::size_t kCellWidth = 40;

std::string shortened(std::string text) {
  text = escaped(text);
  return text.size() <= kCellWidth ? text : text.substr(0, kCellWidth - 3) + "...";
}

template <class T>
std::string list_text(std::span<const T> numbers) {
  Value::List list;
  for (const T n : numbers.first(std::min<std::size_t>(numbers.size(), 8))) list.push_back(n);
  const std::string text = Value(list).json();
  return numbers.size() <= 8 ? text : text.substr(0, text.size() - 1) + ",...]";
}

std::string text_of(Bytes bytes) { return "<" + counted(bytes.size(), "byte") + ">"; }
std::string text_of(std::string_view text) { return std::string(text); }
std::string text_of(Json json) { return std::string(json.text); }
std::string text_of(bool b) { return b ? "true" : "false"; }
std::string text_of(Date date) { return date.to_string(); }
std::string text_of(DateTime time) { return time.to_string(); }
template <class T>
std::string text_of(std::span<const T> list) {
  return list_text(list);
}
template <class T>
  requires(std::is_arithmetic_v<T>)
std::string text_of(T number) {
  return Value(number).json();
}

/// The first `most` values of a column, as texts.
template <class T>
std::vector<std::string> first_texts(const Dataset& dataset, Column<T> column, std::size_t most) {
  std::vector<std::string> texts;
  if (most == 0) return texts;
  for (const std::optional<T>& value : dataset.rows(maybe(std::move(column)))) {
    texts.push_back(value ? shortened(text_of(*value)) : "-");
    if (texts.size() == most) break;
  }
  return texts;
}

std::vector<std::string> first_values(const Dataset& dataset, const ColumnSpec& spec,
                                      std::size_t most) {
  const auto as = [&](auto column) {
    static_cast<ColumnSpec&>(column) = spec;
    return first_texts(dataset, column, most);
  };
  const bool is_list = spec.type == ColumnType::list;
  switch (is_list ? spec.element : spec.type) {
    case ColumnType::bytes: return as(bytes(""));
    case ColumnType::text: return as(text(""));
    case ColumnType::json: return as(json(""));
    case ColumnType::boolean: return as(boolean(""));
    case ColumnType::int32: return is_list ? as(list<std::int32_t>("", 1)) : as(int32(""));
    case ColumnType::int64: return is_list ? as(list<std::int64_t>("", 1)) : as(int64(""));
    case ColumnType::uint64: return is_list ? as(list<std::uint64_t>("", 1)) : as(uint64(""));
    case ColumnType::float32: return is_list ? as(list<float>("", 1)) : as(float32(""));
    case ColumnType::float64: return is_list ? as(list<double>("", 1)) : as(float64(""));
    case ColumnType::date: return as(date(""));
    case ColumnType::datetime: return as(datetime(""));
    default: return {};
  }
}

void print_columns(const Manifest& manifest) {
  std::printf("%-20s %-18s %-22s %10s %14s\n", "column", "type", "files in", "absent", "bytes");
  for (const ManifestColumn& column : manifest.columns) {
    const auto sum = [](const std::vector<std::uint64_t>& values) {
      return static_cast<unsigned long long>(
          std::accumulate(values.begin(), values.end(), std::uint64_t{0}));
    };
    std::printf("%-20s %-18s %-22s %10llu %14llu", escaped(column.spec.name).c_str(),
                column_type_name(column.spec).c_str(),
                escaped(reference_text(column.files)).c_str(), sum(column.absent),
                sum(column.bytes));
    if (!column.min.is_null()) {
      std::printf("  %s to %s", column.min.json().c_str(), column.max.json().c_str());
    }
    std::printf("\n");
  }
}

void print_rows(const Dataset& dataset, std::size_t most) {
  std::vector<std::vector<std::string>> columns;
  for (const ColumnSpec& spec : dataset.columns()) {
    columns.push_back(first_values(dataset, spec, most));
    columns.back().insert(columns.back().begin(), shortened(spec.name));
  }
  if (columns.empty()) return;
  for (std::size_t row = 0; row < columns[0].size(); ++row) {
    for (const auto& column : columns) {
      std::size_t width = 0;
      for (const std::string& cell : column) width = std::max(width, cell.size());
      std::printf("%-*s  ", static_cast<int>(width), column[row].c_str());
    }
    std::printf("\n");
  }
}

int show_dataset(const std::string& word, std::size_t rows) {
  const Project project = open_project(absolute_path("."));
  const Dataset dataset = find_dataset(open_store(project), word);
  const Manifest& manifest = dataset.state()->manifest;
  std::printf("%s  %s in %s", escaped(reference_text(dataset.state()->reference)).c_str(),
              counted(manifest.total_rows(), "row").c_str(),
              counted(static_cast<std::uint64_t>(manifest.slices()), "slice").c_str());
  if (manifest.parent)
    std::printf(", appended to %s", escaped(reference_text(*manifest.parent)).c_str());
  std::printf("\n\n");
  print_columns(manifest);
  std::printf("\n");
  print_rows(dataset, rows);
  return 0;
}

}  // namespace

void add_ds_command(CLI::App& app, Run& run) {
  auto word = std::make_shared<std::string>();
  auto rows = std::make_shared<std::size_t>(5);
  CLI::App* command = app.add_subcommand("ds", "Show a dataset: columns, and the first rows");
  command->add_option("dataset", *word, "JOB or JOB/NAME")->required();
  command->add_option("--rows", *rows, "how many rows to show");
  command->footer("Example: accel ds thumbnailer");
  command->callback([word, rows, &run] {
    run = [word, rows] { return show_dataset(*word, *rows); };
  });
}

}  // namespace accel
