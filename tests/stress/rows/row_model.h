// SPDX-License-Identifier: Apache-2.0
// How many rows of a pure map a build computes, as far as that follows from what was built before.
// The test reports the calls of one workdir in order.
#pragma once

#include "job/post_file.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace accel {

/// A row that a map goes over. `read` names the values that it reads: it is equal for two rows only
/// if one refers to the other. Rows with the same `value` read equal values.
struct MapRow {
  std::string read, value;
  std::string name, content;  ///< of a file; else empty
};

/// What a job's rows depend on besides what they read: with its edition, which changes no value.
struct RowRecipe {
  std::string text;
  int edition = 0;
  bool operator==(const RowRecipe&) const = default;
};

struct RowCounts {
  std::size_t least = 0, most = 0;
};

class RowModel {
 public:
  /// How many rows the call's job at `path`, which read the jobs at `inputs`, computes if it is
  /// made. At most: the rows that the call's last finished job does not have, if that job and those
  /// that it read still exist and it has the recipe. At least: the values that no existing job with
  /// the recipe has, whichever call made it.
  RowCounts call(const std::string& call, const RowRecipe& recipe, const std::string& path,
                 const std::vector<MapRow>& rows, std::vector<std::string> inputs = {}) {
    const JobRows* counterpart = find_counterpart(call, recipe);
    const bool has_last = counterpart != nullptr && counterpart->recipe == recipe;
    const std::set<std::string> before = values(recipe, path);
    std::set<std::string> fresh;
    RowCounts counts;
    JobRows job{recipe, std::move(inputs), {}, {}, {}, {}, {}};
    for (const MapRow& row : rows) {
      const bool is_kept = has_last && counterpart->written.count(row.read) != 0;
      if (!is_kept) ++counts.most;
      if (knows_all_ && before.count(row.value) == 0) fresh.insert(row.value);
      // A row that is kept from another job stays where that job has it.
      const bool may_be_others = !is_kept && is_written(recipe, row.read);
      const std::string written = counterpart != nullptr && !may_be_others
                                      ? find_written(*counterpart, row)
                                      : std::string();
      job.rows.push_back(written.empty() ? path + " " + row.read : written);
      job.written[row.read] = job.rows.back();
      job.values.insert(row.value);
      job.names.insert(row.name);
      job.contents.emplace(row.content, job.written[row.read]);
    }
    counts.least = fresh.size();
    const auto [known, is_new] = jobs_.emplace(path, std::move(job));
    if (!is_new) reuse(known->second, rows);
    last_[call] = path;
    return counts;
  }
  /// The identity of the row that a job wrote for a row that it read.
  std::string written(const std::string& path, const std::string& read) const {
    return jobs_.at(path).written.at(read);
  }
  /// Notes that the script was built without the call. After that, other jobs of the method may be
  /// nearer than the call's last.
  void leave_out(const std::string& call) { last_.erase(call); }
  /// Notes that a build failed or was killed, so other jobs may have finished, or some of their
  /// slices.
  void cut_short() {
    last_.clear();
    knows_all_ = false;
  }

 private:
  struct JobRows {
    RowRecipe recipe;
    std::vector<std::string> inputs;             ///< paths of the jobs that it read
    std::map<std::string, std::string> written;  ///< by what was read
    std::vector<std::string> rows;               ///< the same, in order
    std::set<std::string> values;
    std::set<std::string> names;
    std::map<std::string, std::string> contents;  ///< what was written for the first of each
  };
  const JobRows* find_counterpart(const std::string& call, const RowRecipe& recipe) {
    const auto last = jobs_.find(last_[call]);
    if (last == jobs_.end() || last->second.recipe.text != recipe.text) return nullptr;
    const std::vector<std::string>& inputs = last->second.inputs;
    const bool is_there =
        is_finished(last->first) &&
        std::ranges::all_of(inputs, [](const std::string& path) { return is_finished(path); });
    return is_there ? &last->second : nullptr;
  }
  /// A reused job stays as it was made. Its rows may read the same in another source.
  static void reuse(JobRows& job, const std::vector<MapRow>& rows) {
    for (std::size_t i = 0; i < rows.size() && i < job.rows.size(); ++i) {
      job.written.try_emplace(rows[i].read, job.rows[i]);
    }
  }
  /// The identity of a row whose values keep their place, all but the name of a renamed file; empty
  /// if they do not. If another file had the name, some values may be equal to that file's.
  static std::string find_written(const JobRows& before, const MapRow& row) {
    if (const auto same = before.written.find(row.read); same != before.written.end()) {
      return same->second;
    }
    if (row.content.empty() || before.names.count(row.name) > 0) return "";
    const auto renamed = before.contents.find(row.content);
    return renamed == before.contents.end() ? "" : renamed->second;
  }
  /// Whether some job with the recipe has written a row for what was read.
  bool is_written(const RowRecipe& recipe, const std::string& read) const {
    return std::ranges::any_of(jobs_, [&](const auto& job) {
      return job.second.recipe == recipe && job.second.written.count(read) != 0;
    });
  }
  std::set<std::string> values(const RowRecipe& recipe, const std::string& but) const {
    std::set<std::string> values;
    for (const auto& [path, job] : jobs_) {
      if (job.recipe != recipe || path == but || !is_finished(path)) continue;
      values.insert(job.values.begin(), job.values.end());
    }
    return values;
  }
  std::map<std::string, JobRows> jobs_;      ///< by path
  std::map<std::string, std::string> last_;  ///< by call
  bool knows_all_ = true;
};

}  // namespace accel
