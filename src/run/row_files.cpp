// SPDX-License-Identifier: Apache-2.0
#include "run/row_files.h"

#include "base/inside.h"
#include "base/text.h"
#include "run/resume.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_set>

namespace accel {
namespace {

auto place_of_row(const SavedFile& file) { return std::tie(file.dataset, file.slice, file.row); }

/// The files of rows [first, end) of a slice.
std::pair<std::vector<SavedFile>::const_iterator, std::vector<SavedFile>::const_iterator> in_rows(
    const std::vector<SavedFile>& files, const std::string& dataset, int slice, std::int64_t first,
    std::int64_t end) {
  return {std::ranges::lower_bound(files, std::tie(dataset, slice, first), {}, place_of_row),
          std::ranges::lower_bound(files, std::tie(dataset, slice, end), {}, place_of_row)};
}

/// Names of files, and of the folders that they need.
class TreeOfNames {
 public:
  /// False if a file or a folder has the name of another file.
  bool add(const std::string& name) {
    for (auto slash = name.find('/'); slash != std::string::npos;
         slash = name.find('/', slash + 1)) {
      std::string folder = name.substr(0, slash);
      if (files_.contains(folder)) return false;
      folders_.insert(std::move(folder));
    }
    return !folders_.contains(name) && files_.insert(name).second;
  }

 private:
  std::unordered_set<std::string> files_;
  std::unordered_set<std::string> folders_;
};

bool is_as_saved(const std::string& job_path, const SavedFile& file) {
  const std::string path = join_path(job_path, file.name);
  const auto stat = find_stat(path, Follow::no);
  return stat && stat->is_regular() && stat->size == file.size &&
         digest_of_file(path) == file.digest;
}

void append(std::vector<SavedFile>& all, std::vector<SavedFile> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::string saved_text(const std::vector<SavedFile>& files) {
  std::string text;
  for (const SavedFile& file : files) add_saved_line(text, file);
  return text;
}

}  // namespace

void sort_by_row(std::vector<SavedFile>& files) {
  std::ranges::sort(files, {}, [](const SavedFile& file) {
    return std::tie(file.dataset, file.slice, file.row, file.name);
  });
}

std::vector<std::string> texts_of_row(const std::vector<SavedFile>& files,
                                      const std::string& dataset, int slice, std::int64_t row) {
  std::vector<std::string> texts;
  auto [file, end] = in_rows(files, dataset, slice, row, row + 1);
  for (; file != end; ++file)
    texts.push_back(saved_file_text(file->name, file->size, file->digest));
  std::ranges::sort(texts);
  return texts;
}

void add_kept_files(const std::vector<SavedFile>& files, const std::string& dataset, int slice,
                    const SameRows& rows, std::vector<SavedFile>& kept) {
  const auto first = static_cast<std::int64_t>(rows.from);
  auto [file, end] = in_rows(files, dataset, static_cast<int>(rows.from_slice), first,
                             first + static_cast<std::int64_t>(rows.rows));
  for (; file != end; ++file) {
    kept.push_back(*file);
    kept.back().slice = slice;
    kept.back().row += static_cast<std::int64_t>(rows.first) - first;
  }
}

std::vector<SavedFile> all_files(const KeptFiles& files) {
  std::vector<SavedFile> all;
  for (const auto& [job, some] : files) append(all, some);
  return all;
}

std::vector<SavedFile> files_of_share(const std::string& job_path, const SliceReport& report) {
  if (report.files.count == 0) return {};
  const std::string path = saved_path(job_path, share_name(report.share));
  const std::string text = read_file(path);
  if (digest_of(text) != report.files.digest) {
    throw Error("the method changed " + quote("slices/" + std::string(base_name(path))) +
                ", which is a reserved name");
  }
  std::vector<SavedFile> files = parse_saved_files(text, path);
  std::erase_if(files, [](const SavedFile& file) { return file.dataset.empty(); });
  return files;
}

std::optional<std::vector<SavedFile>> find_whole_files(const std::string& job_path,
                                                       const SliceReport& report) {
  std::vector<SavedFile> files = files_of_share(job_path, report);
  const auto is_same = [&](const SavedFile& file) { return is_as_saved(job_path, file); };
  if (!std::ranges::all_of(files, is_same)) return std::nullopt;
  return files;
}

std::vector<SavedFile> lost_files(const std::string& job_path,
                                  const std::vector<SavedFile>& files) {
  std::vector<SavedFile> lost;
  const auto end = find_stat(join_path(job_path, "post.json"));
  for (const SavedFile& file : files) {
    const auto stat = find_stat(join_path(job_path, file.name), Follow::no);
    const bool is_there = stat && stat->is_regular() && stat->size == file.size &&
                          (!end || stat->modified_ns <= end->modified_ns);
    if (!is_there) lost.push_back(file);
  }
  return lost;
}

std::string find_file_obstacle(const std::string& job_path, const KeptFiles* kept) {
  std::vector<SavedFile> saved;
  for (const Share& share : shares_with(job_path, ".files.tsv")) {
    append(saved, saved_by(job_path, share_name(share)));
  }
  std::set<std::string> known;
  for (const SavedFile& file : saved) known.insert(file.name);
  for (const SavedFile& file : saved_by(job_path, "prepare")) known.insert(file.name);
  TreeOfNames names;
  const auto enter = [](const std::string& folder) { return !is_reserved(folder); };
  for (const std::string& name : list_tree(job_path, enter)) {
    if (is_reserved(name)) continue;
    if (!known.contains(name)) return kOtherFiles;
    names.add(name);
  }
  if (kept == nullptr) return "";
  const auto is_same = [&](const SavedFile& file) { return is_as_saved(job_path, file); };
  if (!std::ranges::all_of(saved, is_same)) return kOtherFiles;
  for (const SavedFile& file : all_files(*kept)) {
    if (!names.add(file.name)) return "two rows save " + quote(file.name);
  }
  return "";
}

void link_row_files(const std::string& job_path, const Workdirs& workdirs, const KeptFiles& files) {
  const std::vector<SavedFile> all = all_files(files);
  if (all.empty()) return;
  write_file(join_path(job_path, kKeptFilesList), saved_text(all));
  InsideTree tree(job_path);
  for (const auto& [job, some] : files) {
    const std::string from = workdirs.job_path(job);
    const bool is_final = is_finished(from);
    for (const SavedFile& file : some) {
      const std::string path = join_path(from, file.name);
      is_final ? tree.link(path, file.name) : tree.copy(path, file.name);
    }
  }
}

void unlink_row_files(const std::string& job_path) {
  for (const std::string& name : kept_file_names(job_path)) remove_tree(join_path(job_path, name));
  remove_tree(join_path(job_path, kKeptFilesList));
}

bool write_row_files(const std::string& job_path, std::vector<SavedFile> found,
                     const std::vector<SavedFile>& kept, const std::vector<FileEntry>& written) {
  bool is_same = true;
  std::erase_if(found, [&](SavedFile& file) {
    const auto entry = std::ranges::lower_bound(written, file.name, {}, &FileEntry::name);
    const bool is_gone = entry == written.end() || entry->name != file.name;
    is_same = is_same && !is_gone && entry->checksum == file.digest.hex();
    if (is_gone) return true;
    file.size = entry->size;
    file.digest = parse_digest(entry->checksum);
    return false;
  });
  append(found, kept);
  sort_by_row(found);
  if (!found.empty()) write_file(join_path(job_path, kRowFilesList), saved_text(found));
  return is_same;
}

}  // namespace accel
