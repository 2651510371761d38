// SPDX-License-Identifier: Apache-2.0
// A workdir: gives out job directories, finds jobs by key, and makes builds of one key wait for each
// other. No daemon and no database: a lock file, a counter, and a folder of links.
//
//   <workdir>/<name>-<n>/     jobs
//   <workdir>/latest/<method> link to the newest finished job of each method
//   <workdir>/.index/<key>    link to the job that was started last for that key
//   <workdir>/.lock           byte locks; <workdir>/.next: the next job's number
#pragma once

#include "base/hash.h"
#include "base/lock.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace accel {

class Store {
 public:
  /// Makes the folder when it is not there; makes the index anew when that is lost.
  explicit Store(std::string path);

  const std::string& path() const { return path_; }
  const std::string& name() const { return name_; }
  std::string job_path(const std::string& id) const;

  /// Ids of all jobs whose folders are there, by number.
  std::vector<std::string> list() const;

  /// The job that was started last for `key`. Its folder may be gone.
  std::optional<std::string> find(const Digest& key) const;
  /// Holds off others that want `key`. `on_wait` is called once when that takes waiting.
  ByteLock lock(const Digest& key, const std::function<void()>& on_wait) const;
  /// A new, empty job directory. Its number was never given before.
  std::string allocate() const;
  /// Points the key's link to `id`.
  void note_started(const Digest& key, const std::string& id) const;

  std::optional<std::string> find_latest(const std::string& method) const;

 private:
  void rebuild_index() const;
  std::string path_;
  std::string name_;
};

/// What builds of `key` in this workdir hold while they make its job; not locked yet.
ByteLock key_lock(const std::string& workdir, const Digest& key);

/// On disk afterwards: the name of the job's folder, and the link of its key.
void sync_names(const std::string& job_path);

/// Points `latest/<method>` beside the job to it, unless that is newer.
void note_latest(const std::string& job_path, const std::string& method);

}  // namespace accel
