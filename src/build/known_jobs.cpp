// SPDX-License-Identifier: Apache-2.0
#include "build/known_jobs.h"

#include "base/file.h"
#include "base/hash.h"
#include "dataset/manifest.h"
#include "job/job_files.h"

namespace accel {

KnownJobs::Known& KnownJobs::find(const std::string& id) {
  const auto found = known_.find(id);
  if (found != known_.end()) return found->second;
  const std::string path = workdirs_.job_path(id);
  require_finished(id, path);
  Known known{digest_of(read_file(path + "/key.txt")).hex(), {}};
  return known_.emplace(id, std::move(known)).first->second;
}

int KnownJobs::slices(const Reference& dataset) {
  auto& slices = find(dataset.job).slices;
  const auto found = slices.find(dataset.dataset);
  if (found != slices.end()) return found->second;
  const Manifest manifest = read_manifest(dataset, workdirs_.job_path(dataset.job));
  return slices[dataset.dataset] = manifest.slices();
}

}  // namespace accel
