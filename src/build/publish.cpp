// SPDX-License-Identifier: Apache-2.0
#include "build/publish.h"

#include "base/glob.h"
#include "base/inside.h"
#include "base/json.h"
#include "base/lock.h"
#include "base/text.h"

#include <algorithm>
#include <set>

namespace accel {
namespace {

std::string record_path(const Project& project) { return project.cache() + "/results.json"; }

std::string checked_folder(std::string_view folder) {
  if (folder.empty()) return "";
  if (!stays_inside(folder)) {
    throw Error("link_results: " + quote(folder) + " does not stay inside results/");
  }
  return normal_path(folder);
}

std::string text_of(const Document& item, const char* member) {
  const auto found = item.find(member);
  return found != item.end() && found->is_string() ? found->get<std::string>() : "";
}

/// What is not the name of a link in results/ was not put there by a build.
std::vector<std::string> links_of(const Document& item) {
  std::vector<std::string> links;
  for (const Document& link : item.value("links", Document::array())) {
    if (!link.is_string()) continue;
    std::string name = link.get<std::string>();
    if (stays_inside(name) && is_normal_path(name)) links.push_back(std::move(name));
  }
  return links;
}

/// A link that leads out of results/ must not be walked through.
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

}  // namespace

Results::Results(const Project& project, std::string script)
    : project_(project), script_(std::move(script)) {}

std::vector<Results::Entry> Results::read() const {
  std::vector<Entry> entries;
  const auto text = find_contents(record_path(project_));
  const Document document = text ? Document::parse(*text, nullptr, false) : Document();
  if (!document.is_array()) return entries;  // a cache: lost links are found by where they lead
  for (const Document& item : document) {
    if (!item.is_object()) continue;
    entries.push_back({text_of(item, "script"), text_of(item, "job"), text_of(item, "pattern"),
                       text_of(item, "folder"), links_of(item), false});
  }
  return entries;
}

void Results::load() {
  if (is_loaded_) return;
  is_loaded_ = true;
  entries_ = read();
}

/// Other scripts may have saved theirs meanwhile: only this one's entries are ours to write.
void Results::save() {
  make_folders(project_.cache());
  ByteLock lock(project_.cache() + "/results.lock", 0);
  lock.lock();
  std::vector<Entry> all = read();
  std::erase_if(all, [&](const Entry& entry) { return entry.script == script_; });
  std::set<std::string> ours;
  for (const Entry& entry : entries_) {
    if (entry.script == script_) ours.insert(entry.links.begin(), entry.links.end());
  }
  for (Entry& entry : all) {  // the newest to ask owns a name
    std::erase_if(entry.links, [&](const std::string& link) { return ours.contains(link); });
  }
  for (Entry& entry : entries_) {
    if (entry.script == script_) all.push_back(entry);
  }
  entries_ = std::move(all);
  Document document = Document::array();
  for (const Entry& entry : entries_) {
    document.push_back({{"script", entry.script},
                        {"job", entry.job},
                        {"pattern", entry.pattern},
                        {"folder", entry.folder},
                        {"links", entry.links}});
  }
  write_json(record_path(project_), document);
}

Results::Entry* Results::find(const Job& job, std::string_view pattern,
                              const std::string& folder) {
  for (Entry& entry : entries_) {
    if (entry.script == script_ && entry.job == job.id() && entry.pattern == pattern &&
        entry.folder == folder) {
      return &entry;
    }
  }
  return nullptr;
}

std::vector<std::string> Results::matching(const Job& job, std::string_view pattern) const {
  std::vector<std::string> names;
  for (const std::string& name : job.files()) {
    if (glob_matches(pattern, name)) names.push_back(name);
  }
  if (names.empty()) {
    throw Error("link_results: no file of job " + job.id() + " matches " + quote(pattern));
  }
  return names;
}

void Results::link_results(const Job& job, std::string_view pattern, std::string_view folder) {
  load();
  const std::string place = checked_folder(folder);
  if (Entry* entry = find(job, pattern, place)) {
    const bool is_there =
        !entry->links.empty() && exists(join_path(project_.results(), entry->links.front()));
    if (is_there) {
      entry->seen = true;
      return;
    }
  }
  Entry fresh{script_, job.id(), std::string(pattern), place, {}, true};
  for (const std::string& name : matching(job, pattern)) {
    fresh.links.push_back(join_path(place, name));
    link(job, name, fresh.links.back());
  }
  if (Entry* entry = find(job, pattern, place)) {
    *entry = std::move(fresh);
  } else {
    entries_.push_back(std::move(fresh));
  }
  save();
}

void Results::link(const Job& job, const std::string& name, const std::string& link) {
  const std::string path = join_path(project_.results(), link);
  refuse_linked_folders(project_.results(), link);
  const auto stat = find_stat(path, Follow::no);
  if (stat && !stat->is_link()) {
    throw Error("link_results: " + quote(project_.shown(path)) +
                " is in the way: it was not put there by a build");
  }
  for (Entry& entry : entries_) {  // the newest to ask owns the name
    const auto found = std::find(entry.links.begin(), entry.links.end(), link);
    if (found == entry.links.end()) continue;
    if (entry.seen && entry.job != job.id()) {
      throw Error("link_results: both " + entry.job + " and " + job.id() + " put " + quote(link) +
                  " into results/");
    }
    if (!entry.seen) entry.links.erase(found);
  }
  const std::string target = join_path(job.path(), name);
  replace_link_inside(project_.results(), link, relative_path(target, parent_path(path)));
}

void Results::finish() {
  load();
  std::set<std::string> kept;
  for (const Entry& entry : entries_) {
    if (entry.seen || entry.script != script_) kept.insert(entry.links.begin(), entry.links.end());
  }
  const auto is_stale = [&](const Entry& entry) { return !entry.seen && entry.script == script_; };
  if (std::none_of(entries_.begin(), entries_.end(), is_stale)) return;
  for (const Entry& entry : entries_) {
    if (!is_stale(entry)) continue;
    for (const std::string& link : entry.links) {
      if (!kept.contains(link)) remove_link_inside(project_.results(), link);
    }
  }
  std::erase_if(entries_, is_stale);
  save();
}

}  // namespace accel
