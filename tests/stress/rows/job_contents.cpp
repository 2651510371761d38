// SPDX-License-Identifier: Apache-2.0
#include "job_contents.h"

#include "base/file.h"
#include "column_cells.h"
#include "dataset/bad_rows.h"
#include "dataset/dataset.h"
#include "job/post_file.h"
#include "rows/row_reader.h"

namespace accel {
namespace {

/// The text, or its digest if it is long.
std::string shown(const std::string& text) {
  return text.size() <= 200 ? text : digest_of(text).hex();
}
std::string cell_text(const RowReader& reader, std::size_t column) {
  return shown(
      test::value_text(reader.columns()[column], reader.batch(column), reader.index(column)));
}

std::string columns_text(const Manifest& manifest) {
  std::string text;
  for (const ManifestColumn& column : manifest.columns) {
    text += "column " + column.spec.name + " " + column_type_name(column.spec) + ", absent";
    for (const std::uint64_t absent : column.absent) text += " " + std::to_string(absent);
    text += ", from " + column.min.json() + " to " + column.max.json() + "\n";
  }
  return text;
}

std::string rows_text(const Dataset& dataset) {
  RowReader reader(dataset, dataset.columns());
  std::string text;
  for (int slice = 0; slice < dataset.slices(); ++slice) {
    text += "slice " + std::to_string(slice) + "\n";
    for (std::int64_t row = 0; row < dataset.row_count(slice); ++row) {
      reader.go_to(slice, row);
      for (std::size_t i = 0; i < reader.columns().size(); ++i) {
        text += cell_text(reader, i) + "\t";
      }
      text += "\n";
    }
  }
  reader.close();
  return text;
}

void note_column(const Dataset& dataset, const ManifestColumn& column, ValuesByIdentity& values) {
  const ColumnParts parts = parts_of(*dataset.state(), column);
  RowReader reader(dataset, {column.spec});
  for (int slice = 0; slice < dataset.slices(); ++slice) {
    std::int64_t row = 0;
    for (const RowsIdentity& rows : identities(parts, static_cast<std::size_t>(slice))) {
      for (std::uint64_t i = 0; i < rows.rows; ++i) {
        reader.go_to(slice, row++);
        const std::string value = cell_text(reader, 0);
        const auto& noted = values.try_emplace({rows.file, rows.first + i}, value).first->second;
        if (noted != value) throw Error("one identity has two values: " + noted + ", " + value);
      }
    }
  }
}

std::string file_text(const std::string& path, const std::string& name) {
  return name + ": " + find_contents(path + "/" + name).value_or("none") + "\n";
}

}  // namespace

std::vector<std::string> column_texts(const Reference& reference, const std::string& column,
                                      const Workdirs& workdirs) {
  const Dataset dataset = open_dataset(reference, workdirs);
  RowReader reader(dataset, {dataset.state()->manifest.find(column)->spec});
  std::vector<std::string> texts;
  for (int slice = 0; slice < dataset.slices(); ++slice) {
    for (std::int64_t row = 0; row < dataset.row_count(slice); ++row) {
      reader.go_to(slice, row);
      texts.push_back(cell_text(reader, 0));
    }
  }
  return texts;
}

std::vector<std::string> bad_names(const std::string& job_path) {
  const std::string path = job_path + "/bad.jsonl";
  const std::string text = find_contents(path).value_or("");
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin < text.size(); begin = text.find('\n', begin) + 1) {
    const std::string line = text.substr(begin, text.find('\n', begin) - begin);
    names.push_back(read_bad_row(line, path).name);
  }
  return names;
}

void note_identities(const std::string& id, const Workdirs& workdirs, ValuesByIdentity& values) {
  for (const std::string& name : dataset_names(workdirs.job_path(id))) {
    const Dataset dataset = open_dataset({id, name}, workdirs);
    for (const ManifestColumn& column : dataset.state()->manifest.columns) {
      note_column(dataset, column, values);
    }
  }
}

std::string job_contents(const std::string& id, const Workdirs& workdirs) {
  const std::string path = workdirs.job_path(id);
  std::string text;
  for (const std::string& name : dataset_names(path)) {
    const Dataset dataset = open_dataset({id, name}, workdirs);
    text += "dataset " + name + "\n" + columns_text(dataset.state()->manifest) + rows_text(dataset);
  }
  text +=
      file_text(path, "bad.jsonl") + file_text(path, "result.json") + file_text(path, "files.tsv");
  for (const FileEntry& file : read_files(path)) {
    text += file.name + ": " + shown(read_file(path + "/" + file.name)) + "\n";
  }
  const auto summary = find_summary(path);
  if (!summary) throw Error(path + " is not finished");
  return text + "rows " + std::to_string(summary->rows) + ", tried " +
         std::to_string(summary->tried_rows) + ", bad " + std::to_string(summary->bad_rows) + "\n";
}

}  // namespace accel
