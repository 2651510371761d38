// SPDX-License-Identifier: Apache-2.0
// What a build knows of the finished jobs that it met: each is looked at once, however many others
// read it. A finished job does not change.
#pragma once

#include "job/job_id.h"

#include <map>
#include <string>

namespace accel {

class KnownJobs {
 public:
  /// `workdirs` must outlive this.
  explicit KnownJobs(const Workdirs& workdirs) : workdirs_(workdirs) {}

  /// The build found it finished, or made it.
  void add(const std::string& id, const std::string& key) { known_[id].key = key; }
  /// The key of a job, which is what its key.txt hashes to. Throws Error unless it is finished.
  const std::string& key(const std::string& id) { return find(id).key; }
  /// How many slices a dataset has. Throws Error unless its job is finished and has it.
  int slices(const Reference& dataset);

 private:
  struct Known {
    std::string key;
    std::map<std::string, int> slices;  ///< by dataset
  };
  Known& find(const std::string& id);

  const Workdirs& workdirs_;
  std::map<std::string, Known> known_;
};

}  // namespace accel
