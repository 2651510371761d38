// SPDX-License-Identifier: Apache-2.0
// A workdir: makes job directories, finds jobs by key, and makes builds of one key wait for each
// other. It needs no daemon and no database, only a lock file, a counter, and a folder of links.
//
//   <workdir>/<name>-<n>/     jobs
//   <workdir>/latest/<method> link to the job of each method that a build used last
//   <workdir>/.index/<key>    link to the job that was started last for that key, or a file that
//                             names a job of another key with the same results
//   <workdir>/.lock           byte locks; <workdir>/.next: the next job's number
//   <workdir>/.trash/         jobs that are being deleted
#pragma once

#include "base/hash.h"
#include "base/lock.h"
#include "job/in_use.h"
#include "job/job_id.h"

#include <optional>
#include <string>
#include <vector>

namespace accel {

/// A store with `look` makes nothing in the workdir, which need not exist, and holds no job.
enum class StoreUse { build, look };

/// What `.index/<key>` says.
struct IndexEntry {
  std::string id;
  /// The key that the job was made for, if it is not this one.
  std::optional<Digest> first_key;
  /// In that case also the datasets that this key's request has instead of the job's own, by input.
  std::vector<std::pair<std::string, std::string>> inputs;
};

class Store {
 public:
  /// Makes the folder if it does not exist, and the index if it is lost.
  explicit Store(std::string path, const std::vector<std::string>& sources = {},
                 StoreUse use = StoreUse::build);

  const std::string& path() const { return path_; }
  const std::string& name() const { return name_; }
  StoreUse use() const { return use_; }
  std::string job_path(const std::string& id) const;
  /// This one and its sources: other workdirs, whose jobs may be read.
  const Workdirs& workdirs() const { return workdirs_; }

  /// Ids of all jobs whose folders are there, by number.
  std::vector<std::string> list() const;

  /// The job that was started last for `key`. Its folder may be gone.
  std::optional<std::string> find(const Digest& key) const;
  /// Likewise, but also finds a job of another key that was noted for `key` (note_further).
  std::optional<IndexEntry> find_entry(const Digest& key) const;
  /// From now on, an existing job of this workdir is not deleted while this store exists. See
  /// job/in_use.h. Jobs of sources are not held.
  void hold(const std::string& id) const;
  /// A process that inherits it holds the same jobs.
  int in_use_fd() const { return in_use_.fd(); }
  /// A new, empty job directory, which is held. Its number was never used before.
  std::string allocate() const;
  /// The number of the next job; all existing jobs have smaller ones.
  std::uint64_t next_number() const;
  /// Changes before the folder of a new job appears.
  std::string counter() const;
  /// list(), with every job that counter() knew of.
  std::vector<std::string> list_settled() const;
  /// Points the key's link to `id`.
  void note_started(const Digest& key, const std::string& id) const;
  /// Notes that a finished job answers a further key, which the caller has locked.
  void note_further(const Digest& key, const IndexEntry& entry) const;
  /// All entries of further keys that the job answers. Reads the whole index.
  std::vector<IndexEntry> further_entries(const std::string& id) const;
  /// Removes the entries of further keys whose jobs or inputs are gone, except those of locked
  /// keys.
  void drop_stale_entries() const;

  std::optional<std::string> find_latest(const std::string& method) const;

  /// The lock against other deletions in this workdir; not locked yet.
  ByteLock trash_lock() const;
  /// Removes a job, at once and as a whole if the file system can move its folder, and the links
  /// from its keys. The caller holds its deletion_lock, the key_lock of each, and the trash_lock.
  /// What was moved takes up disk space until the trash is emptied.
  void discard(const std::string& id, const std::vector<Digest>& keys) const;
  /// Removes the link to a method's newest job if it leads to `id`. True when it did.
  bool unlink_latest(const std::string& method, const std::string& id) const;
  /// Where discarded jobs are. The caller holds the trash_lock.
  std::string trash() const { return path_ + "/.trash"; }
  void empty_trash() const;

 private:
  std::string counter_path() const;
  void set_counter(std::uint64_t number) const;
  void mend_counter() const;
  void rebuild_index() const;
  bool is_stale(const Digest& further_key) const;
  std::string path_;
  std::string name_;
  StoreUse use_;
  Workdirs workdirs_;
  mutable JobsInUse in_use_;  ///< opened by the first that is held
};

/// Which jobs of a workdir are in use, and which keys are being made, for many queries. If nothing
/// is held, one check at the beginning answers all of them.
class HeldLocks {
 public:
  explicit HeldLocks(const std::string& workdir);
  bool has_job(std::uint64_t number) const;
  bool has_key(const Digest& key) const;

 private:
  LockProbe probe_;
  bool has_jobs_, has_keys_;
};

/// The lock that a build holds while it makes the job of `key` in this workdir; not locked yet.
ByteLock key_lock(const std::string& workdir, const Digest& key);

/// Syncs the link of the job's key. In a folder that is not a workdir, the name of the job's
/// folder.
void sync_names(const std::string& job_path);

/// Points `latest/<method>` beside the job to the job, which was just made, unless the link's job
/// is newer.
void note_latest(const std::string& job_path, const std::string& method);
/// Likewise, even if the link's job is newer: a build used this job last. Does nothing if the job
/// is gone.
void set_latest(const std::string& job_path, const std::string& method);

}  // namespace accel
