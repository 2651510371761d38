// SPDX-License-Identifier: Apache-2.0
// What a build knows about the finished jobs that it used: each is read once, however many others
// read it, because a finished job does not change.
#pragma once

#include "job/job_id.h"
#include "job/setup.h"
#include "job/store.h"

#include <map>
#include <string>
#include <vector>

namespace accel {

class KnownJobs {
 public:
  /// The arguments must outlive this. Jobs are held in `store`, so that what is known stays true.
  explicit KnownJobs(const Workdirs& workdirs, const Store* store = nullptr)
      : workdirs_(workdirs), store_(store) {}

  /// Adds a job that is not made yet, under a made-up name. It has no key, and its number of slices
  /// is unknown.
  void add_unmade(const std::string& name) { known_[name].is_made = false; }
  /// The job of that name is finished now.
  void note_made(const std::string& name, const std::string& id) { known_[name].id = id; }
  /// The id of the job that was added under this name, if it is finished now; else the name itself.
  std::string id_of(const std::string& name) const;
  /// Adds a job that the build found finished, or made. `key` is the job's own.
  void add(const std::string& id, const std::string& key) { known_[id].key = key; }
  /// The key of a job: the hash of its key.txt. Throws Error unless it is finished.
  const std::string& key(const std::string& id) { return find(id).key; }
  /// How many slices a dataset has; 0 if its job is not made. Throws Error unless its job is
  /// finished and has it.
  int slices(const Reference& dataset);
  /// Throws Error if one of these is known and its folder was removed.
  void refuse_removed(const JobTask& reads) const;

 private:
  struct KnownJob {
    std::string key;
    bool is_made = true;
    std::string id;                     ///< of a job that was not made when it was added
    std::map<std::string, int> slices;  ///< by dataset
  };
  KnownJob& find(const std::string& id);
  void refuse_removed(const std::string& id) const;

  const Workdirs& workdirs_;
  const Store* store_;
  std::map<std::string, KnownJob> known_;
};

}  // namespace accel
