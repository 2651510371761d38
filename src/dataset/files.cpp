// SPDX-License-Identifier: Apache-2.0
#include "dataset/files.h"

#include "base/text.h"

#include <fcntl.h>

#include <charconv>
#include <map>

namespace accel {
namespace {

std::string from_tsv_field(std::string_view field) {
  std::string text;
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] != '\\' || i + 1 == field.size()) {
      text += field[i];
      continue;
    }
    const char c = field[++i];
    text += c == 't' ? '\t' : c == 'n' ? '\n' : c == 'r' ? '\r' : c;
  }
  return text;
}

InputFile parse_line(const std::string& line, const std::string& place) {
  const std::vector<std::string> fields = split(line, '\t');
  InputFile file;
  if (fields.size() != 3) throw Error(place + ": expected name, size and content hash");
  file.name = from_tsv_field(fields[0]);
  const char* end = fields[1].data() + fields[1].size();
  if (std::from_chars(fields[1].data(), end, file.size).ptr != end) {
    throw Error(place + ": " + quote(fields[1]) + " is not a size");
  }
  file.digest = parse_digest(fields[2]);
  return file;
}

}  // namespace

std::string inputs_path(const std::string& job_path, const std::string& option) {
  return job_path + "/inputs/" + file_safe(option) + ".tsv";
}

std::string inputs_text(const std::vector<InputFile>& files) {
  std::string text;
  for (const InputFile& file : files) {
    text += tsv_field(file.name) + '\t' + std::to_string(file.size) + '\t' + file.digest.hex() + '\n';
  }
  return text;
}

std::vector<InputFile> read_inputs(const std::string& path) {
  const std::string text = read_file(path);
  std::vector<InputFile> files;
  std::size_t line = 0;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    files.push_back(parse_line(text.substr(begin, end - begin), path + ":" + std::to_string(++line)));
    begin = end + 1;
  }
  return files;
}

std::string files_difference(const std::vector<InputFile>& before,
                             const std::vector<InputFile>& now) {
  std::map<std::string_view, const Digest*> old;
  for (const InputFile& file : before) old[file.name] = &file.digest;
  std::vector<std::string_view> added;
  std::vector<std::string_view> changed;
  for (const InputFile& file : now) {
    const auto found = old.find(file.name);
    if (found == old.end()) {
      added.push_back(file.name);
    } else {
      if (*found->second != file.digest) changed.push_back(file.name);
      old.erase(found);
    }
  }
  std::vector<std::string> parts;
  const auto tell = [&](std::size_t count, const char* what, std::string_view first) {
    if (count == 0) return;
    const std::string number = parts.empty() ? counted(count, "file") : std::to_string(count);
    parts.push_back(number + " " + what + (count == 1 ? ": " + escaped(first) : ""));
  };
  tell(added.size(), "added", added.empty() ? "" : added[0]);
  tell(old.size(), "removed", old.empty() ? "" : old.begin()->first);
  tell(changed.size(), "changed", changed.empty() ? "" : changed[0]);
  return parts.empty() && before.size() == now.size() ? "files in another order"
                                                      : joined(parts, ", ");
}

namespace detail {

void retain(FilesState* state) { ++state->references; }
void release(FilesState* state) {
  if (--state->references == 0) delete state;
}

}  // namespace detail

const std::string& File::name() const { return files_->files[static_cast<std::size_t>(index_)].name; }
std::string File::path() const { return join_path(files_->folder, name()); }
std::uint64_t File::size() const { return files_->files[static_cast<std::size_t>(index_)].size; }

Bytes File::read() const {
  if (is_read_) return contents_;
  const InputFile& file = files_->files[static_cast<std::size_t>(index_)];
  const std::string path = this->path();
  const Fd fd = open_file(path, O_RDONLY);
  Buffer contents(file.size);
  const bool is_same_size = stat_of(fd, path).size == file.size &&
                            read_at(fd, path, contents.data(), file.size, 0) == file.size;
  if (!is_same_size || digest_of(Bytes(contents)) != file.digest) {
    throw JobError(escaped(path) + ": changed while the job ran").set_hint("run the build again");
  }
  contents_ = std::move(contents);
  is_read_ = true;
  return contents_;
}

FileRange::FileRange(detail::Handle<detail::FilesState> files, std::int64_t first,
                     std::int64_t count)
    : file_(std::move(files), first), first_(first), count_(count) {}

void FileRange::go_to(std::int64_t row) {
  row_ = row;
  if (row >= count_) return;
  *detail::current_row() = row;
  file_ = File(file_.files_, first_ + row);
}

std::int64_t Files::size() const {
  return state_ ? static_cast<std::int64_t>(state_->files.size()) : 0;
}

FileRange Files::slice(int slice) const {
  const std::int64_t slices = state_ ? state_->slices : 1;
  if (slice < 0 || slice >= slices) throw Error("there is no slice " + std::to_string(slice));
  const std::int64_t first = size() * slice / slices;
  return {state_, first, size() * (slice + 1) / slices - first};
}

FileRange Files::all() const { return {state_, 0, size()}; }

}  // namespace accel
