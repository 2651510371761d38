// SPDX-License-Identifier: Apache-2.0
// How many rows of a pure map a build computes, as far as that follows from what was built before.
// The test reports the calls of one workdir in order.
#pragma once

#include "job/post_file.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace accel {

/// A row that a map goes over. `read` names the values that it reads: it is equal for two rows only
/// if one refers to the other. Rows with the same `value` read equal values.
struct MapRow {
  std::string read, value;
};

struct RowCounts {
  std::size_t least = 0, most = 0;
};

class RowModel {
 public:
  /// How many rows the call's job at `path` computes if it is made. At most: the rows that the
  /// call's last finished job does not have, if that job still exists and has the recipe. At least:
  /// the values that no existing job with the recipe has, whichever call made it.
  RowCounts call(const std::string& call, const std::string& recipe, const std::string& path,
                 const std::vector<MapRow>& rows) {
    const auto last = jobs_.find(last_[call]);
    const bool has_last =
        last != jobs_.end() && last->second.recipe == recipe && is_finished(last->first);
    const std::set<std::string> before = values(recipe, path);
    std::set<std::string> fresh;
    RowCounts counts;
    JobRows job{recipe, {}, {}, {}};
    for (const MapRow& row : rows) {
      const bool is_kept = has_last && last->second.written.count(row.read) > 0;
      if (!is_kept) ++counts.most;
      if (knows_all_ && before.count(row.value) == 0) fresh.insert(row.value);
      job.rows.push_back(is_kept ? last->second.written[row.read] : path + " " + row.read);
      job.written[row.read] = job.rows.back();
      job.values.insert(row.value);
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
  /// Notes that a build failed or was killed, so other jobs may have finished, or some of their
  /// slices.
  void cut_short() {
    last_.clear();
    knows_all_ = false;
  }

 private:
  struct JobRows {
    std::string recipe;
    std::map<std::string, std::string> written;  ///< by what was read
    std::vector<std::string> rows;               ///< the same, in order
    std::set<std::string> values;
  };
  /// A reused job stays as it was made. Its rows may read the same in another source.
  static void reuse(JobRows& job, const std::vector<MapRow>& rows) {
    for (std::size_t i = 0; i < rows.size() && i < job.rows.size(); ++i) {
      job.written.try_emplace(rows[i].read, job.rows[i]);
    }
  }
  std::set<std::string> values(const std::string& recipe, const std::string& but) const {
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
