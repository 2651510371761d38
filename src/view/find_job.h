// SPDX-License-Identifier: Apache-2.0
// Jobs and datasets as a person names them on the command line: "dev-4", "thumbnailer" (its job
// that the last build made or reused; a newer one is mentioned on standard error), "thumbnailer~2"
// (two older than that), a job's folder; with "/default" behind it, one of its datasets. Ids may be
// of a workdir among the project's sources, too.
#pragma once

#include <accel/job.h>

#include "job/project.h"
#include "job/store.h"
#include "workdir/catalog.h"

#include <optional>
#include <string>

namespace accel {

struct JobWord {
  Job job;
  std::optional<std::string> dataset;  ///< when the word names one
};

/// Throws Error, with names that are near, when there is no such job. It need not be finished.
JobWord read_job_word(const Store& store, const std::string& word);

/// Finds the job that a word without a dataset names.
Job find_job(const Store& store, const std::string& word);

/// Throws Error, which tells the job's state, unless it is finished and can be read.
void require_readable(const Job& job);

/// "JOB" (its only dataset, or that named "default") or "JOB/NAME". Throws Error unless the job is
/// finished.
Dataset find_dataset(const Store& store, const std::string& word);

/// The project's store; throws Error when the project has no jobs yet.
Store open_store(const Project& project);

}  // namespace accel
