// SPDX-License-Identifier: Apache-2.0
#include "urd/known_jobs.h"

#include "base/file.h"
#include "base/hash.h"
#include "dataset/manifest.h"
#include "job/post_file.h"

namespace accel {

KnownJobs::KnownJob& KnownJobs::find(const std::string& id) {
  const auto found = known_.find(id);
  if (found != known_.end()) return found->second;
  const std::string path = workdirs_.job_path(id);
  if (store_ != nullptr) store_->hold(id);
  require_finished(id, path);
  KnownJob known;
  known.key = digest_of(read_file(path + "/key.txt")).hex();
  return known_.emplace(id, std::move(known)).first->second;
}

std::string KnownJobs::id_of(const std::string& name) const {
  const auto found = known_.find(name);
  return found == known_.end() || found->second.id.empty() ? name : found->second.id;
}

void KnownJobs::refuse_removed(const std::string& id) const {
  if (!known_.contains(id) || exists(workdirs_.job_path(id))) return;
  throw Error("job " + id + " was removed while the build ran; run the build again");
}

void KnownJobs::refuse_removed(const JobTask& reads) const {
  for (const std::string& id : jobs_read(reads)) refuse_removed(id);
}

int KnownJobs::slices(const Reference& dataset) {
  KnownJob& job = find(dataset.job);
  if (!job.is_made) return 0;
  auto& slices = job.slices;
  const auto found = slices.find(dataset.dataset);
  if (found != slices.end()) return found->second;
  refuse_removed(dataset.job);
  const Manifest manifest = read_manifest(dataset, workdirs_.job_path(dataset.job));
  return slices[dataset.dataset] = manifest.slices();
}

}  // namespace accel
