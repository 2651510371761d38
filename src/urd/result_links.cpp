// SPDX-License-Identifier: Apache-2.0
#include "urd/result_links.h"

#include "base/glob.h"
#include "base/inside.h"
#include "base/text.h"

#include <algorithm>
#include <set>

namespace accel {
namespace {

std::string checked_folder(std::string_view folder) {
  if (folder.empty()) return "";
  if (!stays_inside(folder)) {
    throw Error("link_results: " + quote(folder) + " does not stay inside results/");
  }
  return normal_path(folder);
}

/// A link that leads out of results/ must not be followed.
void refuse_linked_folders(const std::string& root, const std::string& link) {
  std::string folder = root;
  std::vector<std::string> parts = split(link, '/');
  parts.pop_back();
  for (const std::string& part : parts) {
    folder = join_path(folder, part);
    const auto stat = find_stat(folder, Follow::no);
    if (stat && !stat->is_folder()) {
      throw Error("link_results: " + quote(folder) + " is in the way: it is not a folder");
    }
  }
}

std::vector<std::string> matching(const Job& job, std::string_view pattern) {
  std::vector<std::string> names;
  for (const std::string& name : job.files()) {
    if (glob_matches(pattern, name)) names.push_back(name);
  }
  if (names.empty()) {
    throw Error("link_results: no file of job " + job.id() + " matches " + quote(pattern));
  }
  return names;
}

/// Where links to files of a job have to lead, as links of accel's are written. Most have the
/// folder of the one before.
class LinkTargets {
 public:
  explicit LinkTargets(std::string job_path) : job_path_(std::move(job_path)) {}
  /// `link`: its path.
  std::string to(const std::string& name, const std::string& link) {
    std::string folder = parent_path(link);
    if (folder != folder_) {
      to_job_ = relative_path(job_path_, folder);
      folder_ = std::move(folder);
    }
    return join_path(to_job_, name);
  }

 private:
  std::string job_path_;
  std::string folder_;
  std::string to_job_;
};

/// Whether the call would put a link at `link` that leads to `name` in the job.
bool covers(const LoggedLinks& call, const std::string& job, const std::string& link,
            const std::string& name) {
  return call.job == job && join_path(call.folder, name) == link &&
         glob_matches(call.pattern, name);
}

}  // namespace

bool Results::is_asked(const LoggedLinks& links) const {
  return std::ranges::any_of(asked_, [&](const auto& asked) { return asked.second.is_of(links); });
}

/// Whether the last run that came to its end made these links, and the first of them is still
/// there.
bool Results::is_there(LoggedLinks& links) const {
  const auto& runs = log_.links_before();
  if (runs.empty() || !runs.front().done) return false;
  for (const LoggedLinks& before : runs.front().links) {
    if (!before.is_of(links)) continue;
    const std::string link = join_path(project_.results(), join_path(links.folder, before.first));
    const std::string job_path = join_path(project_.workdir, links.job);
    const std::string target = LinkTargets(job_path).to(before.first, link);
    if (find_link(link) != target || !exists(link)) return false;
    links = before;
    return true;
  }
  return false;
}

void Results::link_results(const Job& job, std::string_view pattern, std::string_view folder) {
  LoggedLinks links{job.id(), std::string(pattern), checked_folder(folder), "", 0};
  if (is_asked(links)) return;
  if (is_there(links)) {
    log_.links(links);
    asked_.emplace_back(job, links);
    if (claimed_ > 0) claim_all();
    return;
  }
  const std::vector<std::string> names = matching(job, pattern);
  links.first = names.front();
  links.count = names.size();
  claim_all();
  asked_.emplace_back(job, links);
  claim(job, links.folder, names);
  ++claimed_;
  log_.links(links);
  log_.flush();  // first: links that were made are known, wherever this process ends
  link_all(job, names, links.folder);
}

void Results::link_all(const Job& job, const std::vector<std::string>& names,
                       const std::string& folder) const {
  const std::string root = project_.results();
  make_folders(root);
  InsideTree tree(root);
  LinkTargets targets(job.path());
  std::set<std::string> folders;
  for (const std::string& name : names) {
    const std::string link = join_path(folder, name);
    const std::string path = join_path(root, link);
    if (folders.insert(parent_path(link)).second) refuse_linked_folders(root, link);
    if (tree.replace_link(link, targets.to(name, path))) continue;
    throw Error("link_results: " + quote(project_.shown(path)) +
                " is in the way: it was not put there by a build");
  }
  for (const std::string& inside : folders) remove_leftovers_inside(root, inside);
}

/// Each name in results/ belongs to one job.
void Results::claim(const Job& job, const std::string& folder,
                    const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const std::string link = join_path(folder, name);
    const auto [owner, is_new] = owners_.emplace(link, job.id());
    if (owner->second == job.id()) continue;
    throw Error("link_results: both " + owner->second + " and " + job.id() + " put " + quote(link) +
                " into results/");
  }
}

void Results::claim_all() {
  for (; claimed_ < asked_.size(); ++claimed_) {
    const auto& [job, links] = asked_[claimed_];
    claim(job, links.folder, matching(job, links.pattern));
  }
}

void Results::finish() {
  std::vector<LoggedLinks> stale;
  for (const ScriptRun& run : log_.links_before()) {
    for (const LoggedLinks& links : run.links) {
      if (!is_asked(links)) stale.push_back(links);
    }
  }
  if (stale.empty()) return;
  std::vector<LoggedLinks> kept = log_.links_of_others();
  for (const auto& [job, links] : asked_) kept.push_back(links);
  for (const LoggedLinks& links : stale) remove_links(links, kept);
}

/// Removes the links of a call, except those that a call in `kept` has, too.
void Results::remove_links(const LoggedLinks& stale, const std::vector<LoggedLinks>& kept) {
  if (!stale.folder.empty() && !stays_inside(stale.folder)) return;  // no build noted that
  const std::string results = project_.results();
  LinkTargets targets(join_path(project_.workdir, stale.job));
  for (const std::string& name : list_tree(join_path(results, stale.folder))) {
    const std::string link = join_path(stale.folder, name);
    const auto owner = owners_.find(link);
    if (owner != owners_.end() && owner->second != stale.job) continue;
    const std::string path = join_path(results, link);
    if (find_link(path) != targets.to(name, path)) continue;
    if (!covers(stale, stale.job, link, name)) continue;
    const auto is_kept = [&](const LoggedLinks& call) {
      return covers(call, stale.job, link, name);
    };
    if (std::ranges::none_of(kept, is_kept)) remove_link_inside(results, link);
  }
}

}  // namespace accel
