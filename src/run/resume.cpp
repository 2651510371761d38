// SPDX-License-Identifier: Apache-2.0
#include "run/resume.h"

#include "base/hash.h"
#include "base/if_sound.h"
#include "base/text.h"
#include "job/post_file.h"
#include "run/prepare_report.h"
#include "run/slice_report.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace accel {
namespace {

bool is_given(const std::string& name) {
  return name == "setup.json" || name == "key.txt" || name == "inputs" || name == "source";
}

/// Whether the run was killed while it wrote the file (src/base/file.h, write_file).
bool is_half_written(const std::string& name) {
  const auto mark = name.rfind(".tmp-");
  return mark != std::string::npos && is_reserved(name.substr(0, mark));
}

/// The files of one run, and which of them belong to its finished parts.
class Leftovers {
 public:
  Leftovers(const std::string& job_path, const JobSetup& setup, std::optional<Digest> plan = {},
            const KeptParts& others = {})
      : job_path_(job_path), setup_(setup), plan_(plan), others_(others) {}

  FinishedParts keep() {
    FinishedParts kept;
    if (!has_foreign_files()) kept = find_kept();
    if (kept.shares.empty() && !kept.prepared) {
      remove_all();
    } else {
      remove_others();
    }
    return kept;
  }

  /// Drops the files of unfinished shares. Uses only the reports: accel need not read a file to
  /// know that it belongs to no finished share.
  void drop_columns() {
    for (const Share& share : shares_with(job_path_, ".json")) {
      const auto report = if_sound([&] { return find_slice_report(job_path_, share); });
      if (report) vouch_for_columns(*report);
    }
    drop_columns_named("");
  }

  void drop_columns(const Share& share) { drop_columns_named("." + share_name(share) + ".arrow"); }

 private:
  void drop_columns_named(const std::string& ending) {
    const auto prepared = if_sound([&] { return find_prepare_report(job_path_); });
    if (prepared) vouch_for_columns(*prepared);
    for (const std::string& name : list_tree(join_path(job_path_, "DS"))) {
      const bool is_meant = name.ends_with(ending) && !vouched_.contains("DS/" + name);
      if (is_meant) remove_file(job_path_ + "/DS/" + name);
    }
  }

  std::string path(const std::string& name) const { return join_path(job_path_, name); }

  std::vector<SavedFile> saved(const std::string& who) const { return saved_by(job_path_, who); }

  std::vector<std::string> everybody() const {
    std::vector<std::string> all = {"prepare", "synthesis"};
    for (const Share& share : shares_with(job_path_, ".files.tsv")) {
      all.push_back(share_name(share));
    }
    return all;
  }

  /// A file that the method wrote without save_file may belong to a finished slice, or be half a
  /// file of an unfinished one. accel cannot know which.
  bool has_foreign_files() const {
    std::set<std::string> known;
    for (const std::string& who : everybody()) {
      for (SavedFile& file : saved(who)) known.insert(std::move(file.name));
    }
    const auto enter = [](const std::string& folder) { return !is_reserved(folder); };
    const std::vector<std::string> files = list_tree(job_path_, enter);
    return std::any_of(files.begin(), files.end(), [&](const std::string& name) {
      return !is_reserved(name) && !is_half_written(name) && !known.contains(name);
    });
  }

  FinishedParts find_kept() {
    FinishedParts kept;
    const auto prepared = if_sound([&] { return find_prepare_report(job_path_); });
    if (!prepared) return kept;      // no slice began before it was there
    if (prepared->state_left_out) {  // prepare() runs again, and may be cut short again
      vouched_.insert(kPrepareReportFile);
    } else {
      if (!is_whole(*prepared)) return kept;
      kept.prepared = true;
      vouch_for_columns(*prepared);
      vouch("prepare", prepared->files, kPrepareReportFile);
    }
    for (const SliceReport& report : whole_reports()) {
      const std::string name = share_name(report.share);
      kept.shares.insert(report.share);
      vouch_for_columns(report);
      vouch(name, report.files, "slices/" + name + ".json");
      if (report.bad_rows > 0) vouched_.insert("slices/" + name + ".bad.jsonl");
    }
    return kept;
  }

  /// The reports of finished shares. If they have more bad rows than are allowed, leaves out the
  /// shares with bad rows: with them the job would only fail again, and the machine may have been
  /// at fault.
  std::vector<SliceReport> whole_reports() const {
    std::vector<SliceReport> reports;
    std::uint64_t rows = 0;
    std::uint64_t bad_rows = 0;
    for (const Share& share : shares_with(job_path_, ".json")) {
      auto report = if_sound([&] { return find_slice_report(job_path_, share); });
      if (share.slice >= setup_.limits.slices) continue;
      if (!report || report->plan != plan_ || !is_whole(*report)) continue;
      if (has_more_time(*report)) continue;
      rows += report->rows;
      bad_rows += report->bad_rows;
      reports.push_back(*std::move(report));
    }
    if (bad_rows > allowed_bad_rows(setup_.limits.max_bad, rows)) {
      std::erase_if(reports, [](const SliceReport& report) { return report.bad_rows > 0; });
    }
    return reports;
  }

  /// Whether rows that took too long then have more time now.
  bool has_more_time(const SliceReport& report) const {
    const double now = setup_.limits.row_timeout;
    return report.late_after > 0 && (now <= 0 || now > report.late_after);
  }

  bool is_same(const std::string& name, std::uint64_t size, const Digest& digest) const {
    const auto stat = find_stat(path(name), Follow::no);
    return stat && stat->is_regular() && stat->size == size && digest_of_file(path(name)) == digest;
  }

  static std::string column_name(const std::string& dataset, const SliceColumn& column,
                                 const Share& share) {
    return column_path("", dataset, column.name, share).substr(1);
  }

  /// Whether the datasets whose rows the column keeps are there.
  bool has_sources(const SliceColumn& column) const {
    return std::ranges::all_of(column.kept, [&](const KeptRows& kept) {
      return others_.contains(kept.dataset) ||
             std::ranges::any_of(setup_.task.datasets, [&](const auto& input) {
               return std::ranges::find(input.second, kept.dataset) != input.second.end();
             });
    });
  }

  bool is_whole(const std::string& dataset, const SliceColumns& columns, const Share& share) const {
    return std::ranges::all_of(columns.columns, [&](const SliceColumn& column) {
      return has_sources(column) && std::ranges::all_of(column.files, [&](const OwnColumn& file) {
               return is_same(column_name(dataset, column, share), file.bytes, file.checksum);
             });
    });
  }

  bool is_whole(const std::string& who, const SavedList& list) const {
    if (list.count == 0) return true;
    const auto text = find_contents(saved_path(job_path_, who));
    if (!text || digest_of(*text) != list.digest) return false;
    const std::vector<SavedFile> files = saved(who);
    return files.size() == list.count &&
           std::all_of(files.begin(), files.end(), [&](const SavedFile& file) {
             return is_same(file.name, file.size, file.digest);
           });
  }

  bool is_whole(const SliceReport& report) const {
    for (const auto& [name, columns] : report.datasets) {
      if (!is_whole(name, columns, report.share)) return false;
    }
    const auto bad = find_contents(slice_path(job_path_, report.share, ".bad.jsonl")).value_or("");
    return std::cmp_equal(std::count(bad.begin(), bad.end(), '\n'), report.bad_rows) &&
           is_whole(share_name(report.share), report.files);
  }

  bool is_whole(const PrepareReport& prepared) const {
    for (const auto& [name, slices] : prepared.datasets) {
      for (std::size_t i = 0; i < slices.size(); ++i) {
        if (!is_whole(name, slices[i], {static_cast<int>(i), 0})) return false;
      }
    }
    return is_whole("prepare", prepared.files);
  }

  void vouch_for_columns(const std::string& dataset, const SliceColumns& columns,
                         const Share& share) {
    for (const SliceColumn& column : columns.columns) {
      vouched_.insert(column_name(dataset, column, share));
    }
  }
  void vouch_for_columns(const SliceReport& report) {
    for (const auto& [name, columns] : report.datasets) {
      vouch_for_columns(name, columns, report.share);
    }
  }
  void vouch_for_columns(const PrepareReport& prepared) {
    for (const auto& [name, slices] : prepared.datasets) {
      for (std::size_t i = 0; i < slices.size(); ++i) {
        vouch_for_columns(name, slices[i], {static_cast<int>(i), 0});
      }
    }
  }

  /// For a report, what it printed, and the files that it saved.
  void vouch(const std::string& who, const SavedList& list, const std::string& report) {
    vouched_.insert(report);
    vouched_.insert("OUTPUT/" + who);
    if (list.count == 0) return;
    vouched_.insert("slices/" + who + ".files.tsv");
    for (SavedFile& file : saved(who)) vouched_.insert(std::move(file.name));
  }

  void remove_all() const {
    for (const std::string& name : list_folder(job_path_)) {
      if (!is_given(name)) remove_tree(path(name));
    }
  }

  void remove_others() const {
    for (const std::string& name : list_tree(job_path_)) {
      const bool stays = vouched_.contains(name) || is_given(name.substr(0, name.find('/')));
      if (!stays) remove_file(path(name));
    }
  }

  const std::string& job_path_;
  const JobSetup& setup_;
  const std::optional<Digest> plan_;
  const KeptParts others_;         ///< whose rows may be kept
  std::set<std::string> vouched_;  ///< names of files below the job directory
};

}  // namespace

std::vector<SavedFile> saved_by(const std::string& job_path, const std::string& who) {
  const std::string path = saved_path(job_path, who);
  auto text = find_contents(path).value_or("");
  text.resize(text.rfind('\n') + 1);
  return if_sound([&] { return parse_saved_files(text, path); });
}

bool has_whole_slices(const std::string& job_path, const JobSetup& setup) {
  for (int slice = 0; slice < setup.limits.slices; ++slice) {
    const auto report = if_sound([&] { return find_slice_report(job_path, Share{slice}); });
    if (report) return !report->plan;
  }
  return false;
}

FinishedParts keep_finished(const std::string& job_path, const JobSetup& setup,
                            const std::optional<Digest>& plan, const KeptParts& others) {
  const std::vector<std::string> names = list_folder(job_path);
  if (std::all_of(names.begin(), names.end(), is_given)) return {};  // it is the first run
  return Leftovers(job_path, setup, plan, others).keep();
}

void clear_slice(const std::string& job_path, const JobSetup& setup, const Share& share) {
  Leftovers(job_path, setup).drop_columns(share);
  for (const SavedFile& file : saved_by(job_path, share_name(share))) {
    remove_file(join_path(job_path, file.name));
  }
  remove_file(saved_path(job_path, share_name(share)));
  remove_file(slice_path(job_path, share, ".bad.jsonl"));
}

void drop_unfinished_columns(const std::string& job_path, const JobSetup& setup) {
  Leftovers(job_path, setup).drop_columns();
}

}  // namespace accel
