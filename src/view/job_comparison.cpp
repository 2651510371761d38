// SPDX-License-Identifier: Apache-2.0
#include "view/job_comparison.h"

#include "base/text.h"
#include "dataset/dataset.h"
#include "job/post_file.h"
#include "urd/difference.h"

#include <algorithm>
#include <map>
#include <set>

namespace accel {
namespace {

constexpr std::size_t kMostNames = 5;
constexpr std::size_t kMostResult = 200;  // bytes

std::string names_text(std::vector<std::string> names) {
  if (names.size() > kMostNames) {
    names.resize(kMostNames);
    names.emplace_back("...");
  }
  return joined(names, ", ");
}

class Comparison {
 public:
  Comparison(const Project& project, const Job& before, const Job& now)
      : project_(project),
        before_(before),
        now_(now),
        comparison_{before.id(), now.id(), {}, {}, ""} {}

  JobComparison take() {
    job_ingredients();
    for (const Job* job : {&before_, &now_}) {
      if (!is_finished(job->path())) comparison_.unfinished = job->id();
    }
    if (comparison_.unfinished.empty()) {
      rows();
      datasets();
      files();
      result();
    }
    return std::move(comparison_);
  }

 private:
  void job_ingredients() {
    const auto before = find_job_ingredients(before_.path());
    const auto now = find_job_ingredients(now_.path());
    if (!before || !now) {
      throw Error("job " + (before ? now_.id() : before_.id()) +
                  " has no key.txt, so what it was made of is unknown");
    }
    const ShownSource shown = shown_source(project_, std::nullopt);
    for (const KeyChange& change : key_changes(before->transcript, now->transcript)) {
      const Difference found = difference(change, *before, *now, shown);
      comparison_.made_of.push_back(found.text);
      for (const std::string& detail : found.details) {
        comparison_.made_of.push_back("  " + detail);
      }
    }
  }

  void made(const std::string& text) { comparison_.made.push_back(text); }

  void became(const std::string& what, const std::string& before, const std::string& now) {
    if (before != now) made(what + ": " + before + " became " + now);
  }

  void rows() {
    const auto before = find_summary(before_.path());
    const auto now = find_summary(now_.path());
    if (!before || !now) throw Error("a job was deleted during the comparison");
    became("rows", std::to_string(before->rows), std::to_string(now->rows));
    became("bad rows", std::to_string(before->bad_rows), std::to_string(now->bad_rows));
  }

  void datasets() {
    const std::vector<std::string> before = before_.dataset_names();
    const std::vector<std::string> now = now_.dataset_names();
    std::set<std::string> all(before.begin(), before.end());
    all.insert(now.begin(), now.end());
    for (const std::string& name : all) {
      const bool was = std::ranges::find(before, name) != before.end();
      const bool is = std::ranges::find(now, name) != now.end();
      if (was && is) {
        columns(name, before_.dataset(name), now_.dataset(name));
      } else {
        made("dataset " + name + " is only in " + (was ? before_.id() : now_.id()));
      }
    }
  }

  void columns(const std::string& name, const Dataset& dataset_before, const Dataset& dataset_now) {
    const Manifest& before = dataset_before.state()->manifest;
    const Manifest& now = dataset_now.state()->manifest;
    const std::string place = "dataset " + name;
    became("rows of " + place, std::to_string(before.total_rows()),
           std::to_string(now.total_rows()));
    became("slices of " + place, std::to_string(before.slices()), std::to_string(now.slices()));
    for (const ManifestColumn& column : before.columns) {
      const ManifestColumn* other = now.find(column.spec.name);
      if (other == nullptr) {
        made(place + ": column " + column.spec.name + " is only in " + before_.id());
      } else {
        values(place, column, *other, parts_of(*dataset_before.state(), column),
               parts_of(*dataset_now.state(), *other));
      }
    }
    for (const ManifestColumn& column : now.columns) {
      if (before.find(column.spec.name) != nullptr) continue;
      made(place + ": column " + column.spec.name + " is only in " + now_.id());
    }
  }

  /// By the identities of the rows: columns that are divided into other slices count as changed.
  void values(const std::string& place, const ManifestColumn& before, const ManifestColumn& now,
              const ColumnParts& parts_before, const ColumnParts& parts_now) {
    const std::string name = place + ": column " + before.spec.name;
    became(name, column_type_name(before.spec), column_type_name(now.spec));
    const std::size_t slices = parts_now.slices.size();
    if (parts_before.slices.size() != slices) return made(name + " has different slices");
    std::size_t changed = 0;
    for (std::size_t i = 0; i < slices; ++i) {
      if (identities(parts_before, i) != identities(parts_now, i)) ++changed;
    }
    if (changed == 0) return;
    made(name + " has different values in " + std::to_string(changed) + " of " +
         counted(slices, "slice"));
  }

  void files() {
    std::map<std::string, std::string> before;
    for (const FileEntry& file : read_files(before_.path())) before[file.name] = file.checksum;
    std::vector<std::string> added, changed, removed;
    for (const FileEntry& file : read_files(now_.path())) {
      const auto found = before.find(file.name);
      if (found == before.end()) {
        added.push_back(file.name);
      } else {
        if (found->second != file.checksum) changed.push_back(file.name);
        before.erase(found);
      }
    }
    for (const auto& [name, checksum] : before) removed.push_back(name);
    show_files("with different contents", changed);
    show_files("only in " + before_.id(), removed);
    show_files("only in " + now_.id(), added);
  }

  void show_files(const std::string& how, const std::vector<std::string>& names) {
    if (names.empty()) return;
    made(counted(names.size(), "file") + " " + how + ": " + names_text(names));
  }

  void result() {
    const auto text = [](const Job& job) {
      if (!exists(job.path() + "/result.json")) return std::string("none");
      const std::string json = job.result().json();
      return shortened(json, kMostResult);
    };
    const bool is_same = find_contents(before_.path() + "/result.json") ==
                         find_contents(now_.path() + "/result.json");
    if (!is_same) made("result: " + text(before_) + " became " + text(now_));
  }

  const Project& project_;
  const Job& before_;
  const Job& now_;
  JobComparison comparison_;
};

}  // namespace

JobComparison compare_jobs(const Project& project, const Job& before, const Job& now) {
  return Comparison(project, before, now).take();
}

Document document(const JobComparison& jobs) {
  return {{"before", jobs.before},
          {"now", jobs.now},
          {"made_of", jobs.made_of},
          {"made", jobs.unfinished.empty() ? Document(jobs.made) : Document()}};
}

}  // namespace accel
