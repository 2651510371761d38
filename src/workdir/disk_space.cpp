// SPDX-License-Identifier: Apache-2.0
#include "workdir/disk_space.h"

#include "base/file.h"
#include "base/text.h"
#include "dataset/saved_files.h"

#include <fts.h>

#include <cerrno>
#include <memory>
#include <set>
#include <string_view>
#include <unordered_set>

namespace accel {
namespace {

constexpr std::uint64_t kBlock = 512;  // of st_blocks, whatever the file system uses
constexpr int kKeptLevel = 3;          // of DS/<dataset>/kept, in a job
constexpr const char* kKept = "kept";

using Walk = std::unique_ptr<FTS, int (*)(FTS*)>;

Walk begin_walk(const std::string& folder) {
  std::string root = folder;
  char* roots[] = {root.data(), nullptr};
  Walk walk(::fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, nullptr), ::fts_close);
  if (!walk) throw SystemError("list", folder, errno);
  return walk;
}

/// Whether the entry is something that is there, seen for the first time.
bool is_one(const FTSENT& entry) {
  return entry.fts_info == FTS_D || entry.fts_info == FTS_F || entry.fts_info == FTS_SL ||
         entry.fts_info == FTS_DEFAULT;
}

/// Whether it may have another name.
bool has_names(const struct stat& stat) { return !S_ISDIR(stat.st_mode) && stat.st_nlink > 1; }

using File = std::pair<dev_t, ino_t>;
File file_of(const struct stat& stat) { return {stat.st_dev, stat.st_ino}; }

bool is_kept_folder(const FTSENT& entry) {
  return entry.fts_info == FTS_D && entry.fts_level == kKeptLevel &&
         entry.fts_name == std::string_view(kKept) &&
         entry.fts_parent->fts_parent->fts_name == std::string_view("DS");
}

/// The folders with column files of other jobs.
std::vector<std::string> kept_folders(const std::string& job_path) {
  std::vector<std::string> folders;
  for (const std::string& dataset : list_folder(join_path(job_path, "DS"))) {
    std::string folder = join_path(join_path(job_path, "DS/" + dataset), kKept);
    if (exists(folder)) folders.push_back(std::move(folder));
  }
  return folders;
}

/// The files of other jobs that rows saved.
std::vector<std::string> kept_files(const std::string& job_path) {
  std::vector<std::string> paths = kept_file_names(job_path);
  for (std::string& path : paths) path = join_path(job_path, path);
  return paths;
}

}  // namespace

std::uint64_t disk_bytes(const struct stat& stat) {
  return static_cast<std::uint64_t>(stat.st_blocks) * kBlock;
}

bool keeps_files(const std::string& job_path) {
  return exists(join_path(job_path, kKeptFilesList)) || !kept_folders(job_path).empty();
}

void see_own_files(const std::string& job_path,
                   const std::function<void(const struct stat&)>& see) {
  const std::vector<std::string> paths = kept_files(job_path);
  const std::unordered_set<std::string_view> kept(paths.begin(), paths.end());
  std::set<File> seen;
  const Walk walk = begin_walk(job_path);
  while (FTSENT* entry = ::fts_read(walk.get())) {
    const struct stat& stat = *entry->fts_statp;
    if (is_kept_folder(*entry)) {
      ::fts_set(walk.get(), entry, FTS_SKIP);
    } else if (is_one(*entry) && !kept.contains(entry->fts_path) &&
               (!has_names(stat) || seen.insert(file_of(stat)).second)) {
      see(stat);
    }
  }
}

Space FreedSpace::remove(const std::string& path) {
  Space space;
  const Walk walk = begin_walk(path);
  while (const FTSENT* entry = ::fts_read(walk.get())) {
    if (!is_one(*entry)) continue;
    const struct stat& stat = *entry->fts_statp;
    if (has_names(stat) && ++removed_[file_of(stat)] < stat.st_nlink) continue;
    space.disk += disk_bytes(stat);
    if (S_ISREG(stat.st_mode)) space.files += static_cast<std::uint64_t>(stat.st_size);
  }
  return space;
}

Space kept_alone(const std::vector<std::string>& job_paths) {
  FreedSpace freed;
  Space all;
  for (const std::string& job_path : job_paths) {
    std::vector<std::string> paths = kept_folders(job_path);
    for (std::string& path : kept_files(job_path)) paths.push_back(std::move(path));
    for (const std::string& path : paths) {
      const Space space = freed.remove(path);
      all.disk += space.disk;
      all.files += space.files;
    }
  }
  return all;
}

}  // namespace accel
