// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include "base/sys.h"
#include "base/text.h"

#include <algorithm>
#include <atomic>
#include <climits>
#include <cstdlib>
#include <memory>

namespace accel {
namespace {

std::atomic<int> sync_pauses{0};

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

FileStat from_stat(const struct stat& s) {
  return {static_cast<std::uint64_t>(s.st_size), s.st_ino, nanoseconds(s.st_mtim),
          nanoseconds(s.st_ctim), s.st_mode};
}

bool is_missing(int error) { return error == ENOENT || error == ENOTDIR; }

std::string temporary_name(const std::string& path) {
  static std::atomic<unsigned> counter{0};
  return path + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(counter++);
}

/// The file's first bytes, as many as it has now and `limit` allows.
std::string read_open(const Fd& fd, const std::string& path, std::size_t limit) {
  const std::uint64_t size = stat_of(fd, path).size;
  std::string contents(std::min<std::uint64_t>(size, limit), '\0');
  contents.resize(read_at(fd, path, contents.data(), contents.size(), 0));
  if (size > 0) return contents;
  constexpr std::size_t kStep = 4096;  // files in /proc say that they are empty
  std::size_t done = 0;
  do {
    contents.resize(std::min(done + kStep, limit));
    done += read_at(fd, path, contents.data() + done, contents.size() - done, done);
  } while (done == contents.size() && done < limit);
  contents.resize(done);
  return contents;
}

}  // namespace

std::optional<FileStat> find_stat(const std::string& path, Follow follow) {
  struct stat s;
  const int result =
      follow == Follow::yes ? sys::stat(path.c_str(), &s) : sys::lstat(path.c_str(), &s);
  if (result == 0) return from_stat(s);
  if (is_missing(errno)) return std::nullopt;
  throw SystemError("look at", path, errno);
}

std::optional<FileStat> find_stat_at(const Fd& folder, const char* name, std::string_view path) {
  struct stat s;
  if (sys::fstatat(folder.get(), name, &s) == 0) return from_stat(s);
  if (is_missing(errno)) return std::nullopt;
  throw SystemError("look at", path, errno);
}

FileStat stat_of(const Fd& fd, const std::string& path) {
  struct stat s;
  if (sys::fstat(fd.get(), &s) != 0) throw SystemError("look at", path, errno);
  return from_stat(s);
}

bool exists(const std::string& path) { return find_stat(path, Follow::no).has_value(); }

/// Opening a pipe in the place of the file would wait for a writer forever.
static int waiting_for_none(int flags) {
  return (flags & O_ACCMODE) == O_RDONLY ? flags | O_NONBLOCK : flags;
}

Fd open_file(const std::string& path, int flags, mode_t mode) {
  Fd fd(sys::open(path.c_str(), waiting_for_none(flags), mode));
  if (!fd.is_open()) {
    throw SystemError((flags & O_CREAT) != 0 ? "create" : "open", path, errno);
  }
  return fd;
}

std::optional<Fd> find_file(const std::string& path, int flags) {
  Fd fd(sys::open(path.c_str(), waiting_for_none(flags)));
  if (fd.is_open()) return fd;
  if (is_missing(errno)) return std::nullopt;
  throw SystemError("open", path, errno);
}

std::size_t read_at(const Fd& fd, const std::string& path, void* out, std::size_t size,
                    std::uint64_t offset) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t n = sys::pread(fd.get(), static_cast<char*>(out) + done, size - done,
                                 static_cast<off_t>(offset + done));
    if (n < 0) throw SystemError("read", path, errno);
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  return done;
}

void write_all(const Fd& fd, const std::string& path, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = sys::write(fd.get(), bytes.data(), bytes.size());
    if (n < 0) throw SystemError("write", path, errno);
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

void write_at(const Fd& fd, const std::string& path, std::string_view bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t n = sys::pwrite(fd.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0) throw SystemError("write", path, errno);
    bytes.remove_prefix(static_cast<std::size_t>(n));
    offset += static_cast<std::size_t>(n);
  }
}

std::string read_file(const std::string& path) {
  return read_open(open_file(path, O_RDONLY), path, SIZE_MAX);
}

std::optional<std::string> find_contents(const std::string& path) {
  return find_head(path, SIZE_MAX);
}

std::optional<std::string> find_head(const std::string& path, std::size_t limit) {
  const std::optional<Fd> fd = find_file(path, O_RDONLY);
  if (!fd) return std::nullopt;
  return read_open(*fd, path, limit);
}

/// Calls `fill` with a new file, which gets its name when it is filled.
template <class Fill>
static void write_whole(const std::string& path, Durable durable, const Fill& fill) {
  const std::string temporary = temporary_name(path);
  try {
    const Fd fd = open_file(temporary, O_WRONLY | O_CREAT | O_EXCL);
    fill(fd);
    if (durable == Durable::yes) sync_file(fd, path);
    rename_file(temporary, path);
  } catch (...) {
    sys::unlink(temporary.c_str());
    throw;
  }
  if (durable == Durable::yes) sync_path(parent_path(path));
}

void write_file(const std::string& path, std::string_view contents, Durable durable) {
  write_whole(path, durable, [&](const Fd& fd) { write_all(fd, path, contents); });
}

void append_line(const std::string& path, std::string_view line) {
  const Fd fd = open_file(path, O_RDWR | O_CREAT | O_APPEND);
  const std::uint64_t size = stat_of(fd, path).size;
  char last = '\n';
  if (size > 0) read_at(fd, path, &last, 1, size - 1);
  // An incomplete line (disk full, power failure) must not spoil this one.
  write_all(fd, path, (last == '\n' ? "" : "\n") + std::string(line) + "\n");
}

SyncPause::SyncPause() { ++sync_pauses; }
SyncPause::~SyncPause() { --sync_pauses; }
SyncPauseLift::SyncPauseLift() { --sync_pauses; }
SyncPauseLift::~SyncPauseLift() { ++sync_pauses; }
bool SyncPause::is_on() { return sync_pauses > 0; }

void sync_file(const Fd& fd, const std::string& path) {
  if (SyncPause::is_on()) return;
  if (sys::fsync(fd.get()) != 0) throw SystemError("sync", path, errno);
}

void sync_path(const std::string& path) {
  if (!SyncPause::is_on()) sync_file(open_file(path, O_RDONLY), path);
}

void sync_file_system(const std::string& path) {
  if (SyncPause::is_on()) return;
  if (sys::syncfs(open_file(path, O_RDONLY).get()) != 0) throw SystemError("sync", path, errno);
}

bool try_make_folder(const std::string& path) {
  if (sys::mkdir(path.c_str()) == 0) return true;
  if (errno == EEXIST) return false;
  throw SystemError("make folder", path, errno);
}

void make_folder(const std::string& path) {
  if (!try_make_folder(path)) throw SystemError("make folder", path, EEXIST);
}

void make_folders(const std::string& path, Durable durable) {
  if (path.empty()) return;
  bool is_made = sys::mkdir(path.c_str()) == 0;
  if (!is_made && errno == ENOENT) {
    make_folders(parent_path(path), durable);
    is_made = sys::mkdir(path.c_str()) == 0;
  }
  if (is_made) {
    if (durable == Durable::yes) sync_path(parent_path(path));
    return;
  }
  if (errno == EEXIST) {
    const auto stat = find_stat(path);
    if (stat && stat->is_folder()) return;
    errno = ENOTDIR;
  }
  throw SystemError("make folder", path, errno);
}

void rename_file(const std::string& from, const std::string& to) {
  if (sys::rename(from.c_str(), to.c_str()) != 0) throw SystemError("write", to, errno);
}

bool is_link_refusal(int error) {
  constexpr int kRefusals[] = {EXDEV, EPERM, EACCES, EMLINK, EOPNOTSUPP, ENOSYS};
  return std::ranges::find(kRefusals, error) != std::end(kRefusals);
}

void copy_contents(const std::string& from, const Fd& out, const std::string& to) {
  const Fd in = open_file(from, O_RDONLY);
  std::string piece(std::size_t{1} << 20, '\0');
  for (std::size_t n = piece.size(), done = 0; n == piece.size(); done += n) {
    n = read_at(in, from, piece.data(), piece.size(), done);
    write_all(out, to, std::string_view(piece).substr(0, n));
  }
}

void link_or_copy(const std::string& from, const std::string& to) {
  if (sys::link(from.c_str(), to.c_str()) == 0) return;
  if (!is_link_refusal(errno)) throw SystemError("link", to, errno);
  write_whole(to, Durable::no, [&](const Fd& out) { copy_contents(from, out, to); });
}

void replace_link(const std::string& target, const std::string& path) {
  if (sys::symlink(target.c_str(), path.c_str()) == 0) return;
  if (errno != EEXIST) throw SystemError("link", path, errno);
  const std::string temporary = temporary_name(path);
  if (sys::symlink(target.c_str(), temporary.c_str()) != 0) throw SystemError("link", path, errno);
  if (sys::rename(temporary.c_str(), path.c_str()) != 0) {
    const int error = errno;
    sys::unlink(temporary.c_str());
    throw SystemError("link", path, error);
  }
}

std::optional<std::string> find_link(const std::string& path) {
  char target[PATH_MAX];
  const ssize_t n = sys::readlink(path.c_str(), target, sizeof target);
  if (n >= 0) return std::string(target, static_cast<std::size_t>(n));
  if (is_missing(errno) || errno == EINVAL) return std::nullopt;
  throw SystemError("read link", path, errno);
}

void remove_file(const std::string& path) {
  if (sys::unlink(path.c_str()) != 0 && !is_missing(errno))
    throw SystemError("remove", path, errno);
}

namespace {

using Folder = std::unique_ptr<DIR, int (*)(DIR*)>;

/// `name` in the open folder `at`; null, with an error number, when it cannot be opened.
Folder try_open_folder(int at, const char* name, int flags) {
  Fd fd(sys::openat(at, name, O_RDONLY | O_DIRECTORY | flags));
  Folder folder(fd.is_open() ? ::fdopendir(fd.get()) : nullptr, ::closedir);
  if (folder != nullptr) fd.release();
  return folder;
}

/// As above, for a folder whose path is `path`. Returns null only if it does not exist, and throws
/// SystemError if it cannot be opened.
Folder open_folder(int at, const char* name, int flags, const std::string& path) {
  Folder folder = try_open_folder(at, name, flags);
  if (folder == nullptr && !is_missing(errno)) throw SystemError("list", path, errno);
  return folder;
}

template <class Take>
void each_entry_of(const Folder& folder, const std::string& path, Take&& take) {
  while (const dirent* entry = sys::readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") take(*entry);
  }
  if (errno != 0) throw SystemError("list", path, errno);
}

void remove_at(int at, const char* name, const std::string& path) {
  if (sys::unlinkat(at, name, 0) == 0 || is_missing(errno)) return;
  if (errno != EISDIR) throw SystemError("remove", path, errno);
  if (const Folder folder = open_folder(at, name, O_NOFOLLOW, path)) {
    each_entry_of(folder, path, [&](const dirent& entry) {
      remove_at(::dirfd(folder.get()), entry.d_name, join_path(path, entry.d_name));
    });
  }
  if (sys::unlinkat(at, name, AT_REMOVEDIR) == 0 || is_missing(errno)) return;
  throw SystemError("remove", path, errno);
}

}  // namespace

void remove_tree(const std::string& path) { remove_at(AT_FDCWD, path.c_str(), path); }

void try_remove_tree(const std::string& path) noexcept {
  try {
    remove_tree(path);
  } catch (const std::exception&) {
  }
}

bool each_entry(const std::string& path, const std::function<void(const dirent&)>& take) {
  const Folder folder = open_folder(AT_FDCWD, path.empty() ? "." : path.c_str(), 0, path);
  if (folder == nullptr) return false;
  each_entry_of(folder, path, take);
  return true;
}

std::optional<std::vector<std::string>> find_links(const std::string& folder, std::size_t most) {
  const Folder open = try_open_folder(AT_FDCWD, folder.c_str(), 0);
  if (open == nullptr) return std::nullopt;
  std::vector<std::string> links;
  while (const dirent* entry = sys::readdir(open.get())) {
    if (most-- == 0) return std::nullopt;
    if (entry->d_type == DT_LNK || entry->d_type == DT_UNKNOWN) links.emplace_back(entry->d_name);
  }
  return errno == 0 ? std::optional(std::move(links)) : std::nullopt;
}

namespace {

struct Entry {
  std::string name;
  bool is_folder = false;
};

/// Sorted by name. Empty when there is no such folder.
std::vector<Entry> entries_of(const std::string& path) {
  std::vector<Entry> entries;
  each_entry(path, [&](const dirent& item) {
    bool is_folder = item.d_type == DT_DIR;
    if (item.d_type == DT_UNKNOWN) {  // some file systems don't say
      const auto stat = find_stat(join_path(path, item.d_name), Follow::no);
      is_folder = stat && stat->is_folder();
    }
    entries.push_back({item.d_name, is_folder});
  });
  std::ranges::sort(entries, {}, &Entry::name);
  return entries;
}

}  // namespace

std::vector<std::string> list_folder(const std::string& path) {
  std::vector<std::string> names;
  for (Entry& entry : entries_of(path)) names.push_back(std::move(entry.name));
  return names;
}

std::vector<std::string> list_tree(const std::string& root,
                                   const std::function<bool(const std::string&)>& enter) {
  std::vector<std::string> files;
  std::vector<std::string> folders{""};
  while (!folders.empty()) {
    const std::string folder = std::move(folders.back());
    folders.pop_back();
    for (const Entry& entry : entries_of(join_path(root, folder))) {
      std::string relative = join_path(folder, entry.name);
      if (!entry.is_folder) {
        files.push_back(std::move(relative));
      } else if (!enter || enter(relative)) {
        folders.push_back(std::move(relative));
      }
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

TemporaryFolder::TemporaryFolder() {
  const char* root = std::getenv("TMPDIR");
  path_ = join_path(root != nullptr && *root != '\0' ? root : "/tmp", "accel-XXXXXX");
  if (sys::mkdtemp(path_.data()) != 0) throw SystemError("make folder", path_, errno);
}

TemporaryFolder::~TemporaryFolder() {
  if (!kept_) try_remove_tree(path_);
}

}  // namespace accel
