// SPDX-License-Identifier: Apache-2.0
#include "dataset/manifest.h"

#include "base/text.h"
#include "column/column_type.h"
#include "dataset/part_list.h"
#include "job/post_file.h"

#include <algorithm>
#include <numeric>

namespace accel {
namespace {

constexpr int kFormat = 2;
constexpr int kOldFormat = 1;  // has no parts

std::string list_path(const std::string& job_path, std::string_view dataset) {
  return dataset_folder(job_path, dataset) + "/parts.tsv";
}

Document column_document(const ManifestColumn& column) {
  Document document = {{"name", column.spec.name},
                       {"type", column_type_name(column.spec)},
                       {"nullable", column.nullable},
                       {"compression", "none"},
                       {"job", column.owner.job},
                       {"dataset", column.owner.dataset},
                       {"absent", column.absent},
                       {"bytes", column.bytes},
                       {"min", json_from_value(column.min)},
                       {"max", json_from_value(column.max)}};
  if (column.list) {
    document["parts"] = column.list->hex();
    return document;
  }
  std::vector<std::uint64_t> bytes;
  Document checksums = Document::array();
  for (const PartFile& file : column.parts.files) {
    bytes.push_back(file.bytes);
    checksums.push_back(file.checksum.hex());
  }
  document["bytes"] = bytes;
  document["checksum"] = std::move(checksums);
  return document;
}

Digest digest_in(const std::string& text, const std::string& path) {
  if (!is_digest(text)) throw Error(path + ": not a digest: " + quote(text));
  return parse_digest(text);
}

/// A column whose slices are one file each.
void read_files(const Document& document, const std::vector<std::uint64_t>& rows,
                ManifestColumn& column, const std::string& path) {
  const auto bytes = json_get<std::vector<std::uint64_t>>(document, "bytes", path);
  const auto checksums = json_get<std::vector<std::string>>(document, "checksum", path);
  if (bytes.size() != rows.size() || checksums.size() != rows.size()) {
    throw Error(path + ": column " + quote(column.spec.name) + " does not have " +
                counted(rows.size(), "slice"));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    column.parts.files.push_back({column_file_name(column.spec.name, Share{static_cast<int>(i)}),
                                  rows[i], column.absent[i], bytes[i],
                                  digest_in(checksums[i], path)});
    column.parts.slices.push_back({{i, 0, rows[i], i, 0}});
  }
  column.bytes = column.parts.bytes();
}

ManifestColumn read_column(const Document& document, const std::vector<std::uint64_t>& rows,
                           const std::string& path) {
  ManifestColumn column;
  const auto type = json_get<std::string>(document, "type", path);
  const auto spec = find_column_type(type);
  if (!spec) throw Error(path + ": unknown column type " + quote(type));
  column.spec = *spec;
  column.spec.name = json_get<std::string>(document, "name", path);
  column.nullable = json_get<bool>(document, "nullable", path);
  column.owner = {json_get<std::string>(document, "job", path),
                  json_get<std::string>(document, "dataset", path)};
  column.absent = json_get<std::vector<std::uint64_t>>(document, "absent", path);
  column.min = value_from_json(json_at(document, "min", path));
  column.max = value_from_json(json_at(document, "max", path));
  if (column.absent.size() != rows.size()) {
    throw Error(path + ": column " + quote(column.spec.name) + " does not have " +
                counted(rows.size(), "slice"));
  }
  if (document.contains("parts")) {
    column.list = digest_in(json_get<std::string>(document, "parts", path), path);
    column.bytes = json_get<std::uint64_t>(document, "bytes", path);
  } else {
    read_files(document, rows, column, path);
  }
  return column;
}

Manifest parse_manifest(const Document& document, const std::string& path) {
  if (json_get<int>(document, "format", path) != kOldFormat) check_format(document, kFormat, path);
  Manifest manifest;
  manifest.name = json_get<std::string>(document, "name", path);
  manifest.rows = json_get<std::vector<std::uint64_t>>(document, "rows", path);
  if (!json_at(document, "parent", path).is_null()) {
    manifest.parent = parse_reference(json_get<std::string>(document, "parent", path), true);
  }
  for (const Document& column : json_list(document, "columns", path)) {
    manifest.columns.push_back(read_column(column, manifest.rows, path));
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

std::string column_file_name(std::string_view column, const Share& share) {
  return column_file_name(column, share_name(share));
}

std::string column_file_name(std::string_view column, std::string_view which) {
  return file_safe(column) + "." + std::string(which) + ".arrow";
}

std::string column_path(const std::string& job_path, std::string_view dataset,
                        std::string_view column, const Share& share) {
  return dataset_folder(job_path, dataset) + "/" + column_file_name(column, share);
}

std::string column_job_path(const ManifestColumn& column, const Workdirs& workdirs) {
  std::string path = workdirs.job_path(column.owner.job);
  const std::string lies =
      "column " + quote(column.spec.name) + " is stored in " + column.owner.job;
  if (!exists(path)) throw JobError(lies + ", which is gone");
  if (!is_finished(path)) throw JobError(lies + ", which is not finished");
  return path;
}

ColumnParts read_parts(const ManifestColumn& column, const std::vector<std::uint64_t>& rows,
                       const std::string& job_path) {
  if (!column.list) return column.parts;
  const std::string path = list_path(job_path, column.owner.dataset);
  return with_damage_hint(job_path, [&] {
    const std::string text = read_file(path);
    if (digest_of(text) != *column.list) {
      throw Error(path + ": its contents have changed since they were written");
    }
    PartLists lists = parse_part_list(text, path);
    const auto found = lists.find(column.spec.name);
    const auto does_not_fit = [&] {
      return Error(path + ": does not fit the column " + quote(column.spec.name));
    };
    if (found == lists.end() || found->second.slices.size() != rows.size()) throw does_not_fit();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (found->second.rows(i) != rows[i]) throw does_not_fit();
    }
    return std::move(found->second);
  });
}

void write_manifest(Manifest manifest, const std::string& job, const std::string& job_path) {
  PartLists lists;
  const auto has_list = [&](const ManifestColumn& column) {
    return column.owner == Reference{job, manifest.name} && !column.parts.is_plain();
  };
  for (const ManifestColumn& column : manifest.columns) {
    if (has_list(column)) lists[column.spec.name] = column.parts;
  }
  if (!lists.empty()) {
    const std::string text = part_list_text(lists);
    for (ManifestColumn& column : manifest.columns) {
      if (has_list(column)) column.list = digest_of(text);
    }
    write_file(list_path(job_path, manifest.name), text);
  }
  write_json(dataset_folder(job_path, manifest.name) + "/dataset.json",
             manifest_document(manifest));
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
