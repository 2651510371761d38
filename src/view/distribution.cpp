// SPDX-License-Identifier: Apache-2.0
#include "view/distribution.h"

#include "column/column_type.h"

namespace accel {
namespace {

void add_texts(Document& shown, const Distribution& distribution) {
  Document top = Document::array();
  for (const auto& [text, count] : distribution.top) {
    top.push_back({{"value", json_from_value(to_value(text))}, {"count", count}});
  }
  const bool is_exact = distribution.too_low_by == 0;
  shown["different"] = is_exact ? Document(distribution.different) : Document();
  shown["too_low_by"] = distribution.too_low_by;
  shown["top"] = std::move(top);
}

void add_bins(Document& shown, const Histogram& histogram) {
  Document bins = Document::array();
  for (const auto& bin : histogram.bins) {
    bins.push_back({{"from", json_from_value(bin.from)},
                    {"to", json_from_value(bin.to)},
                    {"count", bin.count}});
  }
  shown["not_finite"] = histogram.infinite;
  shown["min"] = json_from_value(histogram.min);
  shown["max"] = json_from_value(histogram.max);
  shown["mean"] = json_from_value(histogram.mean);
  shown["bins"] = std::move(bins);
}

void add_kinds(Document& shown, const Distribution& distribution) {
  Document kinds = Document::array();
  for (const auto& [kind, sizes] : distribution.kinds) {
    kinds.push_back({{"kind", kind.empty() ? Document() : Document(kind)},
                     {"count", sizes.count},
                     {"bytes", sizes.bytes},
                     {"smallest", sizes.smallest},
                     {"largest", sizes.largest}});
  }
  shown["kinds"] = std::move(kinds);
}

}  // namespace

bool holds_texts(const ColumnSpec& column) {
  return column.type == ColumnType::text || column.type == ColumnType::json ||
         column.type == ColumnType::boolean;
}

Distribution look_at_values(const Dataset& dataset, const ColumnSpec& column,
                            std::span<const RowRange> rows, std::size_t bins, std::size_t top) {
  if (holds_texts(column)) {
    const TextSpread spread = count_texts(dataset, column, rows);
    const TextCounts& counts = spread.counts;
    return {
        column, spread.values, spread.absent, counts.size(), counts.missed(), counts.top(top), {},
        {}};
  }
  Distribution distribution;
  distribution.column = column;
  if (column.type == ColumnType::bytes) distribution.kinds = count_kinds(dataset, column, rows);
  distribution.histogram = make_histogram(dataset, column, rows, bins);
  distribution.values = distribution.histogram.values;
  distribution.absent = distribution.histogram.absent;
  return distribution;
}

Document document(const Distribution& distribution) {
  const ColumnSpec& column = distribution.column;
  Document shown = {{"column", column.name},
                    {"type", column_type_name(column)},
                    {"values", distribution.values},
                    {"absent", distribution.absent}};
  if (holds_texts(column)) {
    add_texts(shown, distribution);
  } else {
    add_bins(shown, distribution.histogram);
  }
  if (column.type == ColumnType::bytes) add_kinds(shown, distribution);
  return shown;
}

}  // namespace accel
