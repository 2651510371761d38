// SPDX-License-Identifier: Apache-2.0
// Finds jobs and datasets by their names on the command line: "dev-4", "thumbnailer" (its job that
// the last build made or reused; a newer one is mentioned on standard error), "thumbnailer~2" (the
// second before that), a job's folder; with "/default" appended, one of its datasets. Ids may also
// be those of a workdir among the project's sources.
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

/// Throws Error, with similar names, if there is no such job. It need not be finished.
JobWord read_job_word(const Store& store, const std::string& word);

/// Finds the job that a word without a dataset names.
Job find_job(const Store& store, const std::string& word);

/// Throws Error, which says the job's state, unless it is finished and can be read.
void require_readable(const Job& job);

/// "JOB" (its only dataset, or that named "default") or "JOB/NAME". Throws Error unless the job is
/// finished.
Dataset find_dataset(const Store& store, const std::string& word);

/// The project's store; throws Error when the project has no jobs yet.
Store open_store(const Project& project);

}  // namespace accel
