// SPDX-License-Identifier: Apache-2.0
#include "view/deletion.h"

#include "base/text.h"

namespace accel {
namespace {

const char* state_name(JobState state) {
  switch (state) {
    case JobState::finished: return "finished";
    case JobState::failed: return "failed";
    case JobState::unfinished:
    case JobState::unreadable: break;  // which gc never lists
  }
  return "unfinished";
}

}  // namespace

void Deletion::add(const GcOutcome& outcome) {
  const auto& [job, reason] = outcome.candidate;
  const bool is_kept = !outcome.kept.empty();
  jobs.push_back({is_kept   ? "kept"
                  : is_done ? "deleted"
                            : "deletable",
                  job->id, job->method, state_name(job->state), utc_time(job->ended),
                  is_kept ? job->disk : outcome.bytes,
                  is_kept ? reason + "; " + outcome.kept : reason});
  if (is_kept) return;
  for (Sum* sum : {&all, &methods[job->method]}) {
    ++sum->jobs;
    sum->bytes += outcome.bytes;
  }
}

Document document(const Deletion::Job& job) {
  return {{"event", "job"},       {"outcome", job.outcome}, {"job", job.id},
          {"method", job.method}, {"state", job.state},     {"ended", job.ended},
          {"bytes", job.bytes},   {"reason", job.reason}};
}

Document document(const Deletion& deletion) {
  Document methods = Document::object();
  for (const auto& [name, sum] : deletion.methods) {
    methods[name] = {{"jobs", sum.jobs}, {"bytes", sum.bytes}};
  }
  return {{"event", "totals"},
          {"deleted", deletion.is_done},
          {"jobs", deletion.all.jobs},
          {"bytes", deletion.all.bytes},
          {"left_over_bytes", deletion.left_over_bytes},
          {"of_bytes", deletion.bytes_before},
          {"methods", methods}};
}

}  // namespace accel
