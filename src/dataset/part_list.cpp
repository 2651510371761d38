// SPDX-License-Identifier: Apache-2.0
#include "dataset/part_list.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"

#include <charconv>
#include <optional>
#include <utility>

namespace accel {
namespace {

constexpr std::string_view kHeader = "parts\t1";

void add_files(std::string& text, const std::string& column, const ColumnParts& parts) {
  for (const PartFile& file : parts.files) {
    text += "file\t" + tsv_field(column) + "\t" + tsv_field(file.name) + "\t" +
            std::to_string(file.rows) + "\t" + std::to_string(file.absent) + "\t" +
            std::to_string(file.bytes) + "\t" + file.checksum.hex() + "\n";
  }
}

std::string slices_text(const ColumnParts& parts) {
  std::string text;
  for (std::size_t slice = 0; slice < parts.slices.size(); ++slice) {
    text += "slice\t" + std::to_string(slice) + "\n";
    for (const Part& part : parts.slices[slice]) {
      if (part.rows == 0) continue;
      text += "part\t" + std::to_string(part.file) + "\t" + std::to_string(part.first) + "\t" +
              std::to_string(part.rows);
      if (part.origin != part.file || part.origin_first != part.first) {
        text += "\t" + std::to_string(part.origin) + "\t" + std::to_string(part.origin_first);
      }
      text += "\n";
    }
  }
  return text;
}

/// Reads the lines one after the other. A line is a word and fields, separated by tabs.
class ListReader {
 public:
  ListReader(std::string_view text, const std::string& path) : rest_(text), path_(path) {}

  PartLists read() {
    if (!next() || line_ != kHeader) fail("is not a list of parts of a known format");
    while (next()) {
      const std::string_view word = take();
      if (word == "file") {
        read_file();
      } else if (word == "columns") {
        begin_list();
      } else if (word == "slice") {
        begin_slice();
      } else if (word == "part") {
        read_part();
      } else {
        fail("begins with an unknown word");
      }
    }
    share();
    return std::move(lists_);
  }

 private:
  [[noreturn]] void fail(std::string_view what) const {
    throw Error(path_ + ": line " + std::to_string(number_) + " " + std::string(what));
  }

  bool next() {
    if (rest_.empty()) return false;
    ++number_;
    const auto end = rest_.find('\n');
    if (end == std::string_view::npos) fail("is cut short");
    line_ = fields_ = rest_.substr(0, end);
    has_field_ = true;
    rest_.remove_prefix(end + 1);
    return true;
  }

  std::string_view take() {
    if (!has_field_) fail("has too few fields");
    const auto end = fields_.find('\t');
    const std::string_view field = fields_.substr(0, end);
    has_field_ = end != std::string_view::npos;
    fields_.remove_prefix(has_field_ ? end + 1 : fields_.size());
    return field;
  }

  std::uint64_t take_number() {
    const std::string_view field = take();
    std::uint64_t number = 0;
    const char* end = field.data() + field.size();
    const auto [stop, error] = std::from_chars(field.data(), end, number);
    if (error != std::errc() || stop != end) fail("has a field that is not a number");
    return number;
  }

  void end_line() const {
    if (has_field_) fail("has too many fields");
  }

  void read_file() {
    ColumnParts& parts = lists_[from_tsv_field(take())];
    PartFile file;
    file.name = from_tsv_field(take());
    if (!file.name.empty() && !stays_inside(file.name)) fail("names a file outside the folder");
    file.rows = take_number();
    file.absent = take_number();
    file.bytes = take_number();
    const std::string_view checksum = take();
    if (!is_digest(checksum)) fail("has no checksum");
    file.checksum = parse_digest(checksum);
    end_line();
    if (file.absent > file.rows) fail("has more absent values than rows");
    parts.files.push_back(std::move(file));
  }

  void begin_list() {
    share();
    columns_.clear();
    while (has_field_) {
      columns_.push_back(from_tsv_field(take()));
      if (!lists_[columns_.back()].slices.empty()) fail("names a column that has a list");
    }
    if (columns_.empty()) fail("names no column");
    slices_.clear();
  }

  void begin_slice() {
    if (columns_.empty()) fail("belongs to no list");
    if (take_number() != slices_.size()) fail("is not the next slice");
    end_line();
    slices_.emplace_back();
  }

  void read_part() {
    if (slices_.empty()) fail("belongs to no slice");
    Part part;
    part.file = take_number();
    part.first = take_number();
    part.rows = take_number();
    part.origin = has_field_ ? take_number() : part.file;
    part.origin_first = has_field_ ? take_number() : part.first;
    end_line();
    for (const std::string& column : columns_) {
      const auto& files = lists_[column].files;
      check_range(files, part.file, part.first, part.rows);
      check_range(files, part.origin, part.origin_first, part.rows);
      if (files[part.file].name.empty()) fail("refers to a file that is not kept");
    }
    slices_.back().push_back(part);
  }

  void check_range(const std::vector<PartFile>& files, std::size_t file, std::uint64_t first,
                   std::uint64_t rows) const {
    if (file >= files.size()) fail("refers to an unknown file");
    if (first > files[file].rows || rows > files[file].rows - first || rows == 0) {
      fail("is outside its file");
    }
  }

  void share() {
    for (const std::string& column : columns_) lists_[column].slices = slices_;
  }

  std::string_view rest_;
  const std::string& path_;
  std::string_view line_, fields_;
  bool has_field_ = false;
  std::size_t number_ = 0;
  PartLists lists_;
  std::vector<std::string> columns_;  ///< of the list that is being read
  std::vector<std::vector<Part>> slices_;
};

}  // namespace

std::string part_list_text(const PartLists& lists) {
  std::string text = std::string(kHeader) + "\n";
  std::map<std::string, std::string> columns;  // by the lines of their parts
  for (const auto& [column, parts] : lists) {
    add_files(text, column, parts);
    columns[slices_text(parts)] += "\t" + tsv_field(column);
  }
  for (const auto& [lines, names] : columns) text += "columns" + names + "\n" + lines;
  return text;
}

PartLists parse_part_list(std::string_view text, const std::string& path) {
  return ListReader(text, path).read();
}

}  // namespace accel
