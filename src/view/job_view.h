// SPDX-License-Identifier: Apache-2.0
// One job as every user interface shows it: its record, its state, and the jobs that read it.
#pragma once

#include <accel/job.h>

#include "base/json.h"
#include "job/store.h"
#include "workdir/job_record.h"

#include <string>
#include <vector>

namespace accel {

struct JobView {
  struct Reader {
    std::string id, method;
  };
  std::string id, path;
  JobRecord record;
  std::string state;            ///< see state_text
  std::vector<Reader> readers;  ///< none for a job outside of the workdir
};

/// Throws nothing for a job that is damaged, running, or of another format: its record says so.
JobView look_at_job(const Store& store, const Job& job);

/// What `accel job JOB --json` prints: `setup.json`, `post.json` (without the list of accel's own
/// files) and `error.json` as they are, or null; the state; the readers.
Document document(const JobView& job);

}  // namespace accel
