// SPDX-License-Identifier: Apache-2.0
#include "dataset/input_list.h"

#include "base/plain_file.h"
#include "base/text.h"
#include "dataset/analysis_record.h"
#include "dataset/loop_mark.h"

#include <fcntl.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <unordered_map>

namespace accel {
namespace {

InputFile parse_line(std::string_view line, const std::string& path, std::size_t number) {
  const auto fail = [&](const std::string& what) {
    return Error(path + ":" + std::to_string(number) + ": " + what);
  };
  const std::size_t size_at = line.find('\t') + 1;
  const std::size_t digest_at = line.find('\t', size_at) + 1;
  if (size_at == 0 || digest_at == 0) throw fail("expected name, size and content hash");
  const std::string_view size = line.substr(size_at, digest_at - 1 - size_at);
  InputFile file;
  file.name = from_tsv_field(line.substr(0, size_at - 1));
  if (std::from_chars(size.begin(), size.end(), file.size).ptr != size.end() || size.empty()) {
    throw fail(quote(size) + " is not a size");
  }
  file.digest = parse_digest(line.substr(digest_at));
  return file;
}

}  // namespace

std::string inputs_path(const std::string& job_path, const std::string& option) {
  return job_path + "/inputs/" + file_safe(option) + ".tsv";
}

void add_input_line(std::string& text, std::string_view name, std::uint64_t size,
                    const Digest& digest) {
  if (name.find_first_of("\t\n\r\\") == std::string_view::npos) {
    text += name;
  } else {
    text += tsv_field(name);
  }
  text += '\t';
  text += std::to_string(size);
  text += '\t';
  text += digest.hex();
  text += '\n';
}

std::vector<InputFile> read_inputs(const std::string& path) {
  return parse_inputs(read_file(path), path);
}

std::string find_input_name(const std::string& path, std::uint64_t index) {
  constexpr std::size_t kLongestLine = std::size_t{64} * 1024;
  constexpr std::uint64_t kMost = std::uint64_t{256} * 1024 * 1024;  // bytes of the list
  const Fd fd = open_plain_file(path);
  if (!fd.is_open()) return "";
  std::string part(kLongestLine, '\0');
  std::string line;  // the beginning of it
  for (std::uint64_t at = 0; at < kMost;) {
    const std::size_t size = read_at(fd, path, part.data(), part.size(), at);
    if (size == 0) return "";
    at += size;
    std::string_view rest(part.data(), size);
    for (;;) {
      const std::size_t end = rest.find('\n');
      if (index == 0) line += rest.substr(0, end);
      if (line.size() > kLongestLine) return "";
      if (end == std::string_view::npos) break;
      if (index-- == 0) return parse_line(line, path, 0).name;
      rest.remove_prefix(end + 1);
    }
  }
  return "";
}

std::vector<InputFile> parse_inputs(std::string_view all, const std::string& path) {
  std::vector<InputFile> files;
  files.reserve(static_cast<std::size_t>(std::count(all.begin(), all.end(), '\n')));
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = std::min(all.find('\n', begin), all.size());
    files.push_back(parse_line(all.substr(begin, end - begin), path, files.size() + 1));
    begin = end + 1;
  }
  return files;
}

namespace {

using FilePointers = std::vector<const InputFile*>;

/// Walks two lists in one pass, and notes which files changed. What does not meet a file of its
/// name is left: all that was added or removed if both lists are sorted, and more if they are not.
std::pair<FilePointers, FilePointers> walk(const std::vector<InputFile>& before,
                                           const std::vector<InputFile>& now, FilesChange& change) {
  std::pair<FilePointers, FilePointers> left;
  auto old = before.begin();
  auto file = now.begin();
  while (old != before.end() && file != now.end()) {
    const int order = old->name.compare(file->name);
    if (order == 0 && old->digest != file->digest) change.changed.push_back(file->name);
    if (order < 0) left.first.push_back(&*old);
    if (order > 0) left.second.push_back(&*file);
    if (order <= 0) ++old;
    if (order >= 0) ++file;
  }
  for (; old != before.end(); ++old) left.first.push_back(&*old);
  for (; file != now.end(); ++file) left.second.push_back(&*file);
  return left;
}

}  // namespace

FilesChange files_change(const std::vector<InputFile>& before, const std::vector<InputFile>& now) {
  FilesChange change;
  const auto [left_before, left_now] = walk(before, now, change);
  std::unordered_map<std::string_view, const Digest*> old;
  old.reserve(left_before.size());
  for (const InputFile* file : left_before) old[file->name] = &file->digest;
  FilePointers added;
  for (const InputFile* file : left_now) {
    const auto found = old.find(file->name);
    if (found == old.end()) {
      added.push_back(file);
      continue;
    }
    if (*found->second != file->digest) change.changed.push_back(file->name);
    old.erase(found);
  }
  std::map<Digest, std::vector<std::string_view>> gone;  // old names, the first last
  for (auto file = left_before.rbegin(); file != left_before.rend(); ++file) {
    if (old.contains((*file)->name)) gone[(*file)->digest].push_back((*file)->name);
  }
  for (const InputFile* file : added) {
    const auto found = gone.find(file->digest);
    if (found == gone.end() || found->second.empty()) {
      change.added.push_back(file->name);
      continue;
    }
    change.renamed.emplace_back(found->second.back(), file->name);
    old.erase(found->second.back());
    found->second.pop_back();
  }
  for (const InputFile* file : left_before) {
    if (old.contains(file->name)) change.removed.push_back(file->name);
  }
  return change;
}

namespace {

std::string renamed_text(const std::pair<std::string_view, std::string_view>& names) {
  return std::string(names.first) + " became " + std::string(names.second);
}

/// The kinds of change that there are, each with its names as texts.
template <class Take>
void each_kind(const FilesChange& change, Take&& take) {
  const auto plain = [](std::string_view name) { return std::string(name); };
  const auto report = [&](const char* what, const auto& names, auto text) {
    if (!names.empty()) take(what, names, text);
  };
  report("added", change.added, plain);
  report("renamed", change.renamed, renamed_text);
  report("changed", change.changed, plain);
  report("removed", change.removed, plain);
}

}  // namespace

std::string files_change_text(const FilesChange& change) {
  std::vector<std::string> parts;
  each_kind(change, [&](const char* what, const auto& names, auto text) {
    std::string part = std::to_string(names.size()) + " " + what;
    if (names.size() == 1) part += ": " + text(names[0]);
    parts.push_back(std::move(part));
  });
  return parts.empty() ? "the same in another order" : joined(parts, ", ");
}

std::vector<std::string> files_change_names(const FilesChange& change) {
  constexpr std::size_t kMost = 3;
  std::vector<std::string> lines;
  each_kind(change, [&](const char* what, const auto& names, auto text) {
    if (names.size() == 1) return;
    std::vector<std::string> first;
    for (const auto& name : names) {
      if (first.size() < kMost) first.push_back(text(name));
    }
    std::string line = what + std::string(": ") + joined(first, ", ");
    if (names.size() > kMost) line += " and " + std::to_string(names.size() - kMost) + " more";
    lines.push_back(std::move(line));
  });
  return lines;
}

std::int64_t first_of_slice(std::int64_t count, std::int64_t slice, std::int64_t slices) {
  return count * slice / slices;
}

namespace detail {

void retain(FilesState* state) { ++state->references; }
void release(FilesState* state) {
  if (--state->references == 0) delete state;
}

}  // namespace detail

const std::string& File::name() const {
  return files_->files[static_cast<std::size_t>(index_)].name;
}
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
  tally_bytes(static_cast<std::int64_t>(file.size));
  return contents_;
}

FileRange::FileRange(detail::Handle<detail::FilesState> files, std::int64_t first,
                     std::int64_t count, int slice)
    : file_(std::move(files), first), first_(first), count_(count), slice_(slice) {}

FileRange::~FileRange() {
  if (asked_ && file_.files_) note_read(file_.files_->option, "the number or the name of a row");
}

FileRange::iterator FileRange::begin() {
  if (file_.files_) {
    note_read(file_.files_->option, kFilesRead);
    note_slices(slice_ < 0 || file_.files_->slices == 1);
  }
  tally_rows(count_);
  current_ = detail::current_row();
  go_to(0);
  return iterator(this);
}

std::int64_t FileRange::size() const {
  if (file_.files_) {
    note_read(file_.files_->option, "size");
    note_slices(slice_ < 0);
  }
  return count_;
}

detail::MapSource FileRange::map_source() const {
  detail::MapSource source;
  source.files = file_.files_.get();
  source.first_slice = std::max(slice_, 0);
  source.last_slice = slice_ < 0 && source.files != nullptr ? source.files->slices : slice_ + 1;
  return source;
}

void FileRange::go_to(std::int64_t row) {
  row_ = row;
  *current_ = row < count_ ? row : detail::rows_done(count_);
  if (row >= count_) return;
  file_ = File(file_.files_, first_ + row);
}

std::int64_t Files::size() const {
  if (!state_) return 0;
  note_read(state_->option, "size");
  return static_cast<std::int64_t>(state_->files.size());
}

FileRange Files::slice(int slice) const {
  const std::int64_t slices = state_ ? state_->slices : 1;
  if (slice < 0 || slice >= slices) throw Error("there is no slice " + std::to_string(slice));
  const std::int64_t count = state_ ? static_cast<std::int64_t>(state_->files.size()) : 0;
  const std::int64_t first = first_of_slice(count, slice, slices);
  return {state_, first, first_of_slice(count, slice + 1, slices) - first, slice};
}

FileRange Files::all() const { return {state_, 0, size(), -1}; }

}  // namespace accel
