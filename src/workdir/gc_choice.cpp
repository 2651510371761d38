// SPDX-License-Identifier: Apache-2.0
#include "workdir/gc_choice.h"

#include <algorithm>
#include <map>

namespace accel {
namespace {

class Choice {
 public:
  Choice(const std::vector<JobRecord>& jobs, const std::set<std::string>& asked,
         const GcLimits& limits)
      : jobs_(jobs), asked_(asked), limits_(limits), may_go_(jobs.size()), readers_(jobs.size()) {
    for (std::size_t i = 0; i < jobs.size(); ++i) place_[jobs[i].id] = i;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      for (const std::size_t read : reads(i)) readers_[read].push_back(i);
    }
  }

  std::vector<Candidate> choose() {
    look_at_each();
    keep_what_is_read();
    return in_order();
  }

 private:
  std::vector<std::size_t> reads(std::size_t job) const {
    std::vector<std::size_t> places;
    for (const std::string& id : jobs_[job].needs) {
      const auto found = place_.find(id);
      if (found != place_.end()) places.push_back(found->second);
    }
    return places;
  }

  /// From the newest on, so that newer ones of the same method are already counted.
  void look_at_each() {
    std::map<std::string, std::vector<std::size_t>> finished;
    reasons_.resize(jobs_.size());
    for (std::size_t i = jobs_.size(); i-- > 0;) {
      const JobRecord& job = jobs_[i];
      const bool is_old = !limits_.ended_before || job.ended <= *limits_.ended_before;
      if (job.state == JobState::unreadable) continue;  // kept
      if (job.state != JobState::finished) {
        reasons_[i] = job.state == JobState::failed ? "failed" : "unfinished";
        may_go_[i] = is_old && !job.is_running;
        continue;
      }
      auto& newer = finished[job.method];
      const bool is_superseded = newer.size() >= limits_.keep && job.knows_needs;
      reasons_[i] = newer.empty() ? "no script requests it" : "superseded by " + jobs_[newer[0]].id;
      may_go_[i] = is_old && is_superseded && !asked_.contains(job.id);
      newer.push_back(i);
    }
  }

  void keep_what_is_read() {
    std::vector<std::size_t> kept;
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      if (!may_go_[i]) kept.push_back(i);
    }
    const auto keep = [&](std::size_t i) {
      if (may_go_[i]) kept.push_back(i);
      may_go_[i] = false;
    };
    while (!kept.empty()) {
      const std::size_t job = kept.back();
      kept.pop_back();
      for (const std::size_t read : reads(job)) keep(read);
      // A job reads only what was there before it.
      const bool may_read_anything = may_need_any(jobs_[job]);
      for (std::size_t i = 0; may_read_anything && i < job; ++i) keep(i);
    }
  }

  /// All readers of a candidate are candidates: a reader that stays would have kept it.
  std::vector<std::size_t> with_readers(std::size_t job) {
    std::vector<std::size_t> all{job};
    may_go_[job] = false;
    for (std::size_t next = 0; next < all.size(); ++next) {
      for (const std::size_t reader : readers_[all[next]]) {
        if (may_go_[reader]) all.push_back(reader);
        may_go_[reader] = false;
      }
    }
    std::ranges::sort(all, std::greater());
    return all;
  }

  std::vector<Candidate> in_order() {
    std::vector<std::size_t> by_age;
    for (std::size_t i = 0; i < jobs_.size(); ++i) {
      if (may_go_[i]) by_age.push_back(i);
    }
    std::ranges::stable_sort(by_age, {}, [&](std::size_t i) { return jobs_[i].ended; });
    std::vector<Candidate> order;
    for (const std::size_t oldest : by_age) {
      if (!may_go_[oldest]) continue;
      for (const std::size_t i : with_readers(oldest)) order.push_back({&jobs_[i], reasons_[i]});
    }
    return order;
  }

  const std::vector<JobRecord>& jobs_;
  const std::set<std::string>& asked_;
  const GcLimits& limits_;
  std::map<std::string, std::size_t> place_;
  std::vector<bool> may_go_;
  std::vector<std::vector<std::size_t>> readers_;
  std::vector<std::string> reasons_;
};

}  // namespace

std::vector<Candidate> choose_candidates(const std::vector<JobRecord>& jobs,
                                         const std::set<std::string>& asked,
                                         const GcLimits& limits) {
  return Choice(jobs, asked, limits).choose();
}

}  // namespace accel
