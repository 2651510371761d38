// SPDX-License-Identifier: Apache-2.0
#include "view/export_files.h"

#include "base/file.h"
#include "base/inside.h"
#include "base/interrupt.h"
#include "base/text.h"
#include "dataset/dataset.h"
#include "rows/byte_kind.h"
#include "rows/row_reader.h"

#include <unistd.h>

#include <climits>
#include <numeric>

namespace accel {
namespace {

/// A folder that gets its name when it is complete, and is removed otherwise.
class NewFolder {
 public:
  explicit NewFolder(const std::string& path)
      : path_(path), temporary_(path + ".tmp-" + std::to_string(::getpid())) {
    make_folder(temporary_);
  }
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;
  ~NewFolder() {
    if (!is_published_) try_remove_tree(temporary_);
  }
  const std::string& path() const { return temporary_; }
  void publish() {
    rename_file(temporary_, path_);
    is_published_ = true;
  }

 private:
  std::string path_;
  std::string temporary_;
  bool is_published_ = false;
};

bool has_long_part(const std::string& name) {
  for (const std::string& part : split(name, '/')) {
    if (part.size() > NAME_MAX) return true;
  }
  return name.size() > PATH_MAX / 2;
}

std::string checked_name(const std::string& name) {
  if (!is_utf8(name)) throw Error("file name " + quote(name) + " is not UTF-8");
  if (name.find('\0') != std::string::npos || !stays_inside(name) || name.ends_with('/')) {
    throw Error("file name " + quote(name) + " does not stay inside the folder");
  }
  if (has_long_part(name)) throw Error("file name " + quote(name) + " is too long");
  return normal_path(name);
}

/// A part of a name's way that a row before has made a file, or a name that is taken.
void check_free(const std::string& folder, const std::string& name) {
  for (auto slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1)) {
    const std::string part = name.substr(0, slash);
    const auto there = find_stat(join_path(folder, part), Follow::no);
    if (there && !there->is_folder()) {
      throw Error(quote(part) + " would be both a file and a folder");
    }
  }
  const auto there = find_stat(join_path(folder, name), Follow::no);
  if (!there) return;
  throw Error(there->is_folder() ? quote(name) + " would be both a file and a folder"
                                 : "two rows would be written to " + quote(name));
}

/// The rows of the bytes, and of their names where there are such.
class NamedBytes {
 public:
  NamedBytes(const Dataset& dataset, const ColumnSpec& column)
      : reader_(dataset, columns_of(dataset, column)) {}

  void go_to(int slice, std::int64_t row) { reader_.go_to(slice, row); }
  void close() { reader_.close(); }
  bool is_present() const { return reader_.is_present(0); }
  Bytes bytes() const { return detail::Read<Bytes>::get(reader_.batch(0), reader_.index(0)); }
  /// `number`: of the row in the dataset.
  std::string name(std::uint64_t number) const {
    const ByteKind* kind = find_byte_kind(bytes());
    std::string name = std::to_string(number);
    if (reader_.columns().size() == 2 && reader_.is_present(1)) {
      name = detail::Read<std::string_view>::get(reader_.batch(1), reader_.index(1));
    }
    const std::string_view last = base_name(name);
    const auto dot = last.rfind('.');
    const auto end = dot == std::string_view::npos ? std::string_view() : last.substr(dot + 1);
    if (kind != nullptr && !fits_extension(*kind, end)) name.append(".").append(kind->extension);
    return name;
  }

 private:
  static std::vector<ColumnSpec> columns_of(const Dataset& dataset, const ColumnSpec& column) {
    const ManifestColumn* names = dataset.state()->manifest.find("filename");
    if (names == nullptr || names->spec.type != ColumnType::text) return {column};
    return {column, names->spec};
  }

  RowReader reader_;
};

/// The number in the dataset of each slice's first row.
std::vector<std::uint64_t> first_rows(const Dataset& dataset) {
  const std::vector<std::uint64_t>& rows = dataset.state()->manifest.rows;
  std::vector<std::uint64_t> first(rows.size());
  std::exclusive_scan(rows.begin(), rows.end(), first.begin(), std::uint64_t{0});
  return first;
}

}  // namespace

std::optional<std::uint64_t> export_files(const Dataset& dataset, const ColumnSpec& column,
                                          std::span<const RowRange> rows,
                                          const std::string& folder) {
  watch_interrupts();
  NewFolder out(folder);
  NamedBytes values(dataset, column);
  const std::vector<std::uint64_t> first = first_rows(dataset);
  std::uint64_t count = 0;
  for (const RowRange& range : rows) {
    for (std::int64_t row = range.begin; row < range.end; ++row) {
      if (is_interrupted()) return std::nullopt;
      values.go_to(range.slice, row);
      if (!values.is_present()) continue;
      const std::uint64_t number =
          first[static_cast<std::size_t>(range.slice)] + static_cast<std::uint64_t>(row);
      const std::string name = checked_name(values.name(number));
      check_free(out.path(), name);
      write_all(create_inside(out.path(), name), join_path(out.path(), name),
                values.bytes().text());
      ++count;
    }
  }
  values.close();
  out.publish();
  return count;
}

}  // namespace accel
