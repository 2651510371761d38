// SPDX-License-Identifier: Apache-2.0
#include "method/cache_space.h"

#include "base/hash.h"
#include "base/sys.h"
#include "method/ingredients.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

namespace accel {
namespace {

constexpr std::int64_t kDayNs = std::int64_t{24} * 3600 * 1'000'000'000;
constexpr std::uint64_t kFirstFolderByte = std::uint64_t{1} << 62;

std::string lock_path(const std::string& cache) { return join_path(cache, "lock"); }

/// Two with the same byte wait for each other, or stay a little longer; nothing else happens.
std::uint64_t spread(const std::string& name) { return digest_of(name).low >> 3; }

struct Folder {
  std::string name;  ///< "compiled/<key>"
  std::uint64_t bytes = 0;
  std::int64_t used_ns = 0;
};

Folder look_at(const std::string& cache, const std::string& name) {
  Folder folder{name, 0, 0};
  const std::string path = join_path(cache, name);
  for (const std::string& file : list_folder(path)) {
    const auto stat = find_stat(join_path(path, file), Follow::no);
    if (!stat) continue;
    folder.bytes += stat->size;
    folder.used_ns = std::max(folder.used_ns, stat->modified_ns);
  }
  return folder;
}

/// At once: other processes find all of it or nothing. What is left in tmp/ is removed after a day.
bool remove_folder(const std::string& cache, const std::string& name) {
  const std::string away = cache + "/tmp/gone-" + std::string(base_name(name));
  try_remove_tree(away);
  if (sys::rename(join_path(cache, name).c_str(), away.c_str()) != 0) return false;
  try_remove_tree(away);
  return true;
}

/// A record is useless once all objects that it names are gone.
void remove_idle_records(const std::string& cache) {
  for (const char* kind : {"units", "manifests"}) {
    for (const std::string& name : list_folder(join_path(cache, kind))) {
      const std::string path = cache + "/" + kind + "/" + name;
      const auto has_object = [&](const UnitRecord& record) {
        return exists(cache + "/compiled/" + record.key);
      };
      if (std::ranges::none_of(read_records(path, cache), has_object)) sys::unlink(path.c_str());
    }
  }
}

}  // namespace

CacheInUse::CacheInUse(std::string cache) : cache_(std::move(cache)) {
  const std::string path = lock_path(cache_);
  if (!exists(path)) {
    make_folders(cache_);
    if (::access(cache_.c_str(), W_OK) != 0) return;  // then nothing can be removed either
  }
  locks_ = ReadLocks(path);
}

void CacheInUse::hold(const std::string& folder) {
  if (locks_.fd() >= 0) locks_.hold(kFirstFolderByte + spread(folder), 1);
}

void note_used(const std::string& path, const FileStat& stat) {
  if (stat.modified_ns >= file_clock_ns() - kDayNs) return;
  ::utimensat(AT_FDCWD, path.c_str(), nullptr, 0);  // it is only a hint
}

ByteLock making_lock(const std::string& cache, const std::string& name) {
  return {lock_path(cache), spread(name)};
}

void trim_cache(const std::string& cache, std::uint64_t bound) {
  std::vector<Folder> folders;
  std::uint64_t bytes = 0;
  for (const std::string kind : {"compiled", "pch"}) {
    for (const std::string& name : list_folder(join_path(cache, kind))) {
      folders.push_back(look_at(cache, join_path(kind, name)));
      bytes += folders.back().bytes;
    }
  }
  if (bytes <= bound) return;
  std::ranges::sort(folders, {}, &Folder::used_ns);
  for (const Folder& folder : folders) {
    if (bytes <= bound / 4 * 3) break;
    ByteLock removing(lock_path(cache), kFirstFolderByte + spread(folder.name));
    if (removing.try_lock() && remove_folder(cache, folder.name)) bytes -= folder.bytes;
  }
  remove_idle_records(cache);
}

}  // namespace accel
