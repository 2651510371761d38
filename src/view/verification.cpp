// SPDX-License-Identifier: Apache-2.0
#include "view/verification.h"

#include "base/text.h"
#include "workdir/catalog.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>

namespace accel {
namespace {

using JobKind = UnsoundJob::Kind;
using Finding = UnsoundJob::Finding;
using Paths = std::vector<std::string>;

std::string id_at(const std::string& job_path) { return std::string(base_name(job_path)); }

std::vector<std::string> ids_at(const Paths& job_paths) {
  std::vector<std::string> ids;
  std::ranges::transform(job_paths, std::back_inserter(ids), id_at);
  return ids;
}

/// Adds the job of a damage, and the other jobs that hold the damaged file, each once.
void add_holders(Paths& paths, const Damage& damage) {
  const auto add = [&](const std::string& path) {
    if (std::ranges::find(paths, path) == paths.end()) paths.push_back(path);
  };
  add(damage.job_path);
  for (const FileName& other : damage.others) add(other.job_path);
}

/// `findings` are by job.
void add_jobs(std::vector<UnsoundJob>& jobs, JobKind kind, const std::vector<Damage>& findings) {
  for (const Damage& finding : findings) {
    const std::string& path = finding.job_path;
    if (jobs.empty() || jobs.back().kind != kind || jobs.back().path != path) {
      jobs.push_back({kind, id_at(path), path, {}, {}});
    }
    jobs.back().findings.push_back({finding, {}});
  }
}

Repair repair_of(const Catalog& catalog, const Paths& holders) {
  const std::vector<std::string> ids = ids_at(holders);
  Repair repair{holders, catalog.all_readers_of(ids)};
  std::erase_if(repair.readers,
                [&](const std::string& id) { return std::ranges::find(ids, id) != ids.end(); });
  return repair;
}

void add_repairs(std::vector<UnsoundJob>& jobs, const Catalog& catalog) {
  std::map<Paths, Repair> known;  // most files of a job have the same
  const auto repair = [&](const Paths& holders) {
    const auto [found, is_new] = known.try_emplace(holders);
    if (is_new) found->second = repair_of(catalog, holders);
    return found->second;
  };
  for (UnsoundJob& job : jobs) {
    Paths all;
    for (Finding& finding : job.findings) {
      Paths holders;
      add_holders(holders, finding.damage);
      add_holders(all, finding.damage);
      finding.repair = repair(holders);
    }
    job.repair = repair(all);
  }
}

Document documents(const std::vector<FileName>& names) {
  Document list = Document::array();
  for (const FileName& name : names) {
    list.push_back({{"job", id_at(name.job_path)}, {"file", name.name}, {"delete", name.job_path}});
  }
  return list;
}

Document finding_document(const UnsoundJob& job, const Finding& finding) {
  const Damage& damage = finding.damage;
  const auto found = [&](const char* kind) {
    return Document{{"job", job.id}, {kind, damage.name}, {"reason", damage.reason}};
  };
  if (job.kind == JobKind::other_format) return found("other_format");
  if (job.kind == JobKind::unreadable) return found("unreadable");
  std::vector<std::string> rebuilt = ids_at(finding.repair.holders);
  std::ranges::copy(finding.repair.readers, std::back_inserter(rebuilt));
  Document document = found("file");
  document["delete"] = job.path;
  document["also_in"] = documents(damage.others);
  document["more_names"] = damage.more;
  document["rebuilt"] = rebuilt;
  return document;
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
  std::set<std::string> paths;
  for (const UnsoundJob& job : jobs) {
    if (job.kind != kind) continue;
    paths.insert(job.path);
    paths.insert(job.repair.holders.begin(), job.repair.holders.end());
  }
  return paths.size();
}

Verification look_at_findings(const Store& store, VerifyReport report) {
  Verification verified{std::move(report), {}};
  add_jobs(verified.jobs, JobKind::damaged, verified.report.damages);
  if (!verified.jobs.empty()) add_repairs(verified.jobs, Catalog(store));
  add_jobs(verified.jobs, JobKind::other_format, verified.report.others);
  add_jobs(verified.jobs, JobKind::unreadable, verified.report.unreadable);
  return verified;
}

void each_document(const Verification& verified, const std::function<void(const Document&)>& use) {
  for (const UnsoundJob& job : verified.jobs) {
    for (const Finding& finding : job.findings) use(finding_document(job, finding));
  }
  for (const std::string& note : verified.report.notes) use({{"note", note}});
  use(totals_document(verified));
}

}  // namespace accel
