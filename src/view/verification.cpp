// SPDX-License-Identifier: Apache-2.0
#include "view/verification.h"

#include "base/text.h"
#include "workdir/catalog.h"

#include <algorithm>

namespace accel {
namespace {

using JobKind = UnsoundJob::Kind;

/// `findings` are by job.
void add_jobs(std::vector<UnsoundJob>& jobs, JobKind kind, const std::vector<Damage>& findings) {
  for (const Damage& finding : findings) {
    const std::string& path = finding.job_path;
    if (jobs.empty() || jobs.back().kind != kind || jobs.back().path != path) {
      jobs.push_back({kind, std::string(base_name(path)), path, {}, {}});
    }
    jobs.back().findings.push_back(finding);
  }
}

Document finding_document(const UnsoundJob& job, const Damage& finding) {
  const auto found = [&](const char* kind) {
    return Document{{"job", job.id}, {kind, finding.name}, {"reason", finding.reason}};
  };
  if (job.kind == JobKind::other_format) return found("other_format");
  if (job.kind == JobKind::unreadable) return found("unreadable");
  Document damage = found("file");
  damage["delete"] = job.path;
  damage["rebuilt"] = job.readers;
  damage["rebuilt"].insert(damage["rebuilt"].begin(), job.id);
  return damage;
}

Document totals_document(const Verification& verified) {
  const VerifyReport& report = verified.report;
  return {{"jobs", report.jobs},
          {"skipped", report.skipped},
          {"files", report.files},
          {"bytes", report.bytes},
          {"damaged_jobs", verified.count(JobKind::damaged)},
          {"other_format_jobs", verified.count(JobKind::other_format)},
          {"unreadable_jobs", verified.count(JobKind::unreadable)},
          {"damages", report.damages.size()},
          {"notes", report.notes.size()}};
}

}  // namespace

std::size_t Verification::count(JobKind kind) const {
  return static_cast<std::size_t>(std::ranges::count(jobs, kind, &UnsoundJob::kind));
}

Verification look_at_findings(const Store& store, VerifyReport report) {
  Verification verified{std::move(report), {}};
  add_jobs(verified.jobs, JobKind::damaged, verified.report.damages);
  if (!verified.jobs.empty()) {
    const Catalog catalog(store);
    for (UnsoundJob& job : verified.jobs) job.readers = catalog.all_readers_of(job.id);
  }
  add_jobs(verified.jobs, JobKind::other_format, verified.report.others);
  add_jobs(verified.jobs, JobKind::unreadable, verified.report.unreadable);
  return verified;
}

void each_document(const Verification& verified, const std::function<void(const Document&)>& use) {
  for (const UnsoundJob& job : verified.jobs) {
    for (const Damage& finding : job.findings) use(finding_document(job, finding));
  }
  for (const std::string& note : verified.report.notes) use({{"note", note}});
  use(totals_document(verified));
}

}  // namespace accel
