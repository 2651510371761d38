// SPDX-License-Identifier: Apache-2.0
#include "view/dataset_view.h"

#include "base/text.h"
#include "dataset/dataset.h"

#include <numeric>

namespace accel {
namespace {

std::uint64_t sum_of(const std::vector<std::uint64_t>& numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), std::uint64_t{0});
}

DatasetView::Places places_in(const ColumnParts& column) {
  DatasetView::Places places;
  for (const std::vector<Part>& slice : column.slices) {
    places.parts += slice.size();
    for (const Part& part : slice) {
      (is_kept(column.files[part.file]) ? places.kept_rows : places.own_rows) += part.rows;
    }
  }
  for (const PartFile& file : column.files) places.files += file.name.empty() ? 0 : 1;
  return places;
}

Document document(const DatasetView::Places& places) {
  return {{"own_rows", places.own_rows},
          {"kept_rows", places.kept_rows},
          {"parts", places.parts},
          {"files", places.files}};
}

}  // namespace

DatasetView look_at_dataset(const Dataset& dataset, PartCounts parts) {
  const Manifest& manifest = dataset.state()->manifest;
  DatasetView view;
  view.name = reference_text(dataset.state()->reference);
  if (manifest.parent) view.parent = reference_text(*manifest.parent);
  view.rows = manifest.total_rows();
  view.slices.assign(manifest.rows.begin(), manifest.rows.end());
  for (const ManifestColumn& column : manifest.columns) {
    view.columns.push_back({column.spec.name, column_type_name(column.spec),
                            reference_text(column.owner), sum_of(column.absent), column.bytes,
                            column.min, column.max, std::nullopt});
    view.bytes += view.columns.back().bytes;
    if (column.list && parts == PartCounts::read) {
      view.columns.back().places = places_in(parts_of(*dataset.state(), column));
    }
  }
  return view;
}

std::vector<std::string> column_names(const Dataset& dataset) {
  std::vector<std::string> names;
  for (const ColumnSpec& column : dataset.columns()) names.push_back(column.name);
  return names;
}

ColumnSpec column_named(const Dataset& dataset, const std::string& name) {
  if (const ManifestColumn* found = dataset.state()->manifest.find(name)) return found->spec;
  const std::vector<std::string> names = column_names(dataset);
  throw Error("dataset " + reference_text(dataset.state()->reference) + " has no column " +
              quote(name) + did_you_mean(name, names) + "; it has " + escaped(joined(names, ", ")));
}

Document document(const DatasetView& dataset) {
  Document columns = Document::array();
  for (const DatasetView::Column& column : dataset.columns) {
    columns.push_back({{"name", column.name},
                       {"type", column.type},
                       {"files", column.files},
                       {"absent", column.absent},
                       {"bytes", column.bytes},
                       {"min", json_from_value(column.min)},
                       {"max", json_from_value(column.max)}});
    if (column.places) columns.back()["places"] = document(*column.places);
  }
  return {{"dataset", dataset.name},
          {"rows", dataset.rows},
          {"bytes", dataset.bytes},
          {"slices", dataset.slices},
          {"parent", dataset.parent.empty() ? Document() : Document(dataset.parent)},
          {"columns", std::move(columns)}};
}

}  // namespace accel
