// SPDX-License-Identifier: Apache-2.0
// Files and folders. Each function makes its system calls through src/base/sys.h, retries EINTR,
// opens close-on-exec, and throws SystemError with the path; none leaves a half-written file under
// its final name.
#pragma once

#include <accel/error.h>
#include <accel/types.h>

#include "base/fd.h"
#include "base/path.h"

#include <dirent.h>
#include <sys/stat.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace accel {

/// A system call failed: "cannot <call> '<path>': <reason>". Ends a job, whatever row it happens
/// in.
class SystemError : public JobError {
 public:
  SystemError(std::string_view what, std::string_view path, int error);
  int code() const { return code_; }
  /// The machine is at fault (disk full, no descriptors left ...), not the request.
  bool is_of_machine() const;

 private:
  int code_;
};

/// The part of a stat that shows whether a file was changed.
struct FileStat {
  std::uint64_t size = 0;
  std::uint64_t inode = 0;
  std::int64_t modified_ns = 0;
  std::int64_t changed_ns = 0;
  mode_t mode = 0;
  bool is_regular() const { return S_ISREG(mode); }
  bool is_folder() const { return S_ISDIR(mode); }
  bool is_link() const { return S_ISLNK(mode); }
  friend bool operator==(const FileStat&, const FileStat&) = default;
};

enum class Follow { yes, no };
/// nullopt when there is nothing at `path`.
std::optional<FileStat> find_stat(const std::string& path, Follow follow = Follow::yes);
/// Looks at `name` in the open folder `path`: the kernel then walks one name instead of
/// a whole path.
std::optional<FileStat> find_stat_at(const Fd& folder, const char* name, std::string_view path);
FileStat stat_of(const Fd& fd, const std::string& path);
bool exists(const std::string& path);

Fd open_file(const std::string& path, int flags, mode_t mode = 0666);
/// nullopt when there is no such file.
std::optional<Fd> find_file(const std::string& path, int flags);

std::string read_file(const std::string& path);
std::optional<std::string> find_contents(const std::string& path);
/// Up to `limit` bytes of the beginning.
std::optional<std::string> find_head(const std::string& path, std::size_t limit);
/// Reads `size` bytes at `offset`; fewer only at the end of the file. Returns how many.
std::size_t read_at(const Fd& fd, const std::string& path, void* out, std::size_t size,
                    std::uint64_t offset);
void write_all(const Fd& fd, const std::string& path, std::string_view bytes);
void write_at(const Fd& fd, const std::string& path, std::string_view bytes, std::uint64_t offset);

enum class Durable { no, yes };
/// Writes to a temporary name beside `path`, then renames; with Durable::yes the file, and the
/// folder's entry, are on disk when it returns.
void write_file(const std::string& path, std::string_view contents, Durable durable = Durable::no);
void append_line(const std::string& path, std::string_view line);

/// While one exists, this process syncs nothing. For files that will be thrown away
/// (testing::Sandbox).
class SyncPause {
 public:
  SyncPause();
  SyncPause(const SyncPause&) = delete;
  SyncPause& operator=(const SyncPause&) = delete;
  ~SyncPause();
  static bool is_on();
};
/// Cancels one pause while it exists, for tests in which the power fails.
class SyncPauseLift {
 public:
  SyncPauseLift();
  SyncPauseLift(const SyncPauseLift&) = delete;
  SyncPauseLift& operator=(const SyncPauseLift&) = delete;
  ~SyncPauseLift();
};

void sync_file(const Fd& fd, const std::string& path);
void sync_path(const std::string& path);         ///< a file or a folder
void sync_file_system(const std::string& path);  ///< the whole one that `path` is on

void make_folder(const std::string& path);      ///< an error when it is there
bool try_make_folder(const std::string& path);  ///< false when something is there
/// With Durable::yes the names of those that it makes are on disk when it returns.
void make_folders(const std::string& path, Durable durable = Durable::no);
void rename_file(const std::string& from, const std::string& to);
/// Gives a file a second name, which must be new. Where the file system refuses that, or the file
/// is another user's, copies it.
void link_or_copy(const std::string& from, const std::string& to);
/// Whether the error of a link means that the file system refuses hard links to the file, so that
/// it must be copied.
bool is_link_refusal(int error);
/// Writes all of the file `from` to `out`, whose path is `to`.
void copy_contents(const std::string& from, const Fd& out, const std::string& to);
/// Makes a symbolic link at `path`, and replaces a link there by rename.
void replace_link(const std::string& target, const std::string& path);
std::optional<std::string> find_link(const std::string& path);
void remove_file(const std::string& path);  ///< no error when it is gone
void remove_tree(const std::string& path);  ///< follows no link; no error when it is gone
void try_remove_tree(const std::string& path) noexcept;  ///< what cannot be removed stays

/// Calls `take` for each entry but "." and "..", in no order. False when there is no such folder.
bool each_entry(const std::string& path, const std::function<void(const dirent&)>& take);
/// The names of the symbolic links in a folder, in no order, and of the entries whose kind the file
/// system does not say. Nothing if the folder has more than `most` entries or cannot be listed.
std::optional<std::vector<std::string>> find_links(const std::string& folder, std::size_t most);
/// Names in a folder, sorted bytewise, without "." and "..". Empty when there is no such folder.
std::vector<std::string> list_folder(const std::string& path);
/// Paths relative to `root` of every file below it (links are files), sorted, by `enter(relative)`
/// deciding which folders to go into.
std::vector<std::string> list_tree(const std::string& root,
                                   const std::function<bool(const std::string&)>& enter = {});

/// A new folder below $TMPDIR (or /tmp), removed with all its contents on destruction.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();
  const std::string& path() const { return path_; }
  void keep() { kept_ = true; }

 private:
  std::string path_;
  bool kept_ = false;
};

}  // namespace accel
