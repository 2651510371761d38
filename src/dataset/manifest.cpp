// SPDX-License-Identifier: Apache-2.0
#include "dataset/manifest.h"

#include "base/text.h"
#include "column/column_type.h"
#include "job/post_file.h"

#include <algorithm>
#include <numeric>

namespace accel {
namespace {

constexpr int kFormat = 1;

Document column_document(const ManifestColumn& column) {
  return {{"name", column.spec.name},
          {"type", column_type_name(column.spec)},
          {"nullable", column.nullable},
          {"compression", "none"},
          {"job", column.files.job},
          {"dataset", column.files.dataset},
          {"absent", column.absent},
          {"bytes", column.bytes},
          {"min", json_from_value(column.min)},
          {"max", json_from_value(column.max)},
          {"checksum", column.checksums}};
}

ManifestColumn read_column(const Document& document, int slices, const std::string& path) {
  ManifestColumn column;
  const auto type = json_get<std::string>(document, "type", path);
  const auto spec = find_column_type(type);
  if (!spec) throw Error(path + ": unknown column type " + quote(type));
  column.spec = *spec;
  column.spec.name = json_get<std::string>(document, "name", path);
  column.nullable = json_get<bool>(document, "nullable", path);
  column.files = {json_get<std::string>(document, "job", path),
                  json_get<std::string>(document, "dataset", path)};
  column.absent = json_get<std::vector<std::uint64_t>>(document, "absent", path);
  column.bytes = json_get<std::vector<std::uint64_t>>(document, "bytes", path);
  column.checksums = json_get<std::vector<std::string>>(document, "checksum", path);
  column.min = value_from_json(json_at(document, "min", path));
  column.max = value_from_json(json_at(document, "max", path));
  const auto count = static_cast<std::size_t>(slices);
  if (column.absent.size() != count || column.bytes.size() != count ||
      column.checksums.size() != count) {
    throw Error(path + ": column " + quote(column.spec.name) + " does not have " +
                counted(count, "slice"));
  }
  return column;
}

Manifest parse_manifest(const Document& document, const std::string& path) {
  check_format(document, kFormat, path);
  Manifest manifest;
  manifest.name = json_get<std::string>(document, "name", path);
  manifest.rows = json_get<std::vector<std::uint64_t>>(document, "rows", path);
  if (!json_at(document, "parent", path).is_null()) {
    manifest.parent = parse_reference(json_get<std::string>(document, "parent", path), true);
  }
  for (const Document& column : json_list(document, "columns", path)) {
    manifest.columns.push_back(read_column(column, manifest.slices(), path));
  }
  return manifest;
}

/// The job's folder, for "<job>/DS/<dataset>/dataset.json".
std::string job_path_of(const std::string& manifest) {
  return parent_path(parent_path(parent_path(manifest)));
}

}  // namespace

std::uint64_t Manifest::total_rows() const {
  return std::accumulate(rows.begin(), rows.end(), std::uint64_t{0});
}

const ManifestColumn* Manifest::find(std::string_view column) const {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const ManifestColumn& c) { return c.spec.name == column; });
  return found == columns.end() ? nullptr : &*found;
}

bool is_storable_name(std::string_view name) {
  constexpr std::size_t kLongest = 200;  // of 255: slice, ending, and the temporary name's follow
  return !name.empty() && is_utf8(name) && file_safe(name).size() <= kLongest;
}

std::string dataset_folder(const std::string& job_path, std::string_view dataset) {
  return job_path + "/DS/" + file_safe(dataset);
}

std::string column_path(const std::string& job_path, std::string_view dataset,
                        std::string_view column, int slice) {
  return dataset_folder(job_path, dataset) + "/" + file_safe(column) + "." + std::to_string(slice) +
         ".arrow";
}

std::string column_job_path(const ManifestColumn& column, const Workdirs& workdirs) {
  const std::string path = workdirs.job_path(column.files.job);
  const std::string lies =
      "column " + quote(column.spec.name) + " is stored in " + column.files.job;
  if (!exists(path)) throw JobError(lies + ", which is gone");
  if (!is_finished(path)) throw JobError(lies + ", which is not finished");
  return path;
}

Document manifest_document(const Manifest& manifest) {
  Document document;
  document["format"] = kFormat;
  document["name"] = manifest.name;
  document["slices"] = manifest.slices();
  document["rows"] = manifest.rows;
  document["parent"] = manifest.parent ? Document(reference_text(*manifest.parent)) : Document();
  document["previous"] = nullptr;
  document["hash_column"] = nullptr;
  document["columns"] = Document::array();
  for (const ManifestColumn& column : manifest.columns) {
    document["columns"].push_back(column_document(column));
  }
  return document;
}

Manifest read_manifest(const Reference& dataset, const std::string& job_path) {
  const std::string path = dataset_folder(job_path, dataset.dataset) + "/dataset.json";
  if (!exists(path)) {
    if (exists(parent_path(path)) && is_finished(job_path)) {
      with_damage_hint(job_path, [&] { throw Error(path + ": is gone"); });
    }
    const std::vector<std::string> names = dataset_names(job_path);
    throw Error("job " + dataset.job + " has no dataset " + quote(dataset.dataset) +
                did_you_mean(dataset.dataset, names) +
                (names.empty() ? "; it made none" : "; it has " + joined(names, ", ")));
  }
  return read_manifest_file(path);
}

Manifest read_manifest_file(const std::string& path) {
  return with_damage_hint(job_path_of(path), [&] { return parse_manifest(read_json(path), path); });
}

std::vector<std::string> dataset_names(const std::string& job_path) {
  std::vector<std::string> names;
  for (const std::string& folder : list_folder(job_path + "/DS")) {
    const std::string path = job_path + "/DS/" + folder + "/dataset.json";
    with_damage_hint(job_path, [&] {
      const auto document = find_json(path);
      if (document) names.push_back(json_get<std::string>(*document, "name", path));
    });
  }
  return names;
}

}  // namespace accel
