// SPDX-License-Identifier: Apache-2.0
#include "dataset/saved_files.h"

#include "base/file.h"
#include "base/text.h"
#include "job/post_file.h"

#include <fcntl.h>

#include <charconv>
#include <utility>

namespace accel {
namespace {

constexpr std::size_t kFields = 6;

template <class Number>
bool read_number(const std::string& text, Number& number) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end && number >= 0;
}

/// False if it is not such a line.
bool read_saved_line(std::string_view line, SavedFile& file) {
  const std::vector<std::string> fields = split(line, '\t');
  if (fields.size() != kFields || !is_digest(fields[5]) || !read_number(fields[4], file.size)) {
    return false;
  }
  const bool has_row = !fields[0].empty();
  const bool is_place = has_row
                            ? read_number(fields[1], file.slice) && read_number(fields[2], file.row)
                            : fields[1].empty() && fields[2].empty();
  if (!is_place) return false;
  file.dataset = from_tsv_field(fields[0]);
  file.name = from_tsv_field(fields[3]);
  file.digest = parse_digest(fields[5]);
  return stays_inside(file.name) && normal_path(file.name) == file.name && !is_reserved(file.name);
}

}  // namespace

void add_saved_line(std::string& text, const SavedFile& file) {
  const bool has_row = !file.dataset.empty();
  text += tsv_field(file.dataset) + '\t' + (has_row ? std::to_string(file.slice) : "") + '\t' +
          (has_row ? std::to_string(file.row) : "") + '\t' + tsv_field(file.name) + '\t' +
          std::to_string(file.size) + '\t' + file.digest.hex() + '\n';
}

std::vector<SavedFile> parse_saved_files(std::string_view text, const std::string& path) {
  std::vector<SavedFile> files;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const bool is_sound =
        end != std::string_view::npos && read_saved_line(text.substr(0, end), files.emplace_back());
    if (!is_sound) {
      throw Error(path + ":" + std::to_string(files.size()) + ": is not a line about a file");
    }
    text.remove_prefix(end + 1);
  }
  return files;
}

std::vector<std::string> kept_file_names(const std::string& job_path) {
  std::vector<std::string> names;
  const auto list = find_contents(join_path(job_path, kKeptFilesList));
  for (const std::string& line : split(list.value_or(""), '\n')) {
    SavedFile file;
    if (read_saved_line(line, file)) names.push_back(std::move(file.name));
  }
  return names;
}

std::string saved_file_text(std::string_view name, std::uint64_t size, const Digest& digest) {
  return std::string(name) + ' ' + std::to_string(size) + ' ' + digest.hex();
}

void SavedFiles::add(std::string name, Bytes contents) {
  if (!fd_.is_open()) fd_ = open_file(path_, O_WRONLY | O_CREAT | O_TRUNC);
  SavedFile file = file_of_current_row();
  file.name = std::move(name);
  file.size = contents.size();
  file.digest = digest_of(contents);
  std::string line;
  add_saved_line(line, file);
  write_all(fd_, path_, line);
  hasher_.add(line);
  ++count_;
  if (!file.dataset.empty()) ++of_rows_;
}

std::string SavedFiles::find_obstacle(bool has_synthesis) const {
  if (begun_ != count_) return "save_file() failed, and the job went on";
  if (of_rows_ != count_) return "analysis() saves files outside of a map";
  if (count_ > 0 && has_synthesis) return "synthesis() may read the files that rows save";
  return "";
}

}  // namespace accel
