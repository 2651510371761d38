// SPDX-License-Identifier: Apache-2.0
#include "job/store.h"

#include "base/check.h"
#include "base/plain_file.h"
#include "base/sys.h"
#include "base/text.h"
#include "job/post_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

namespace accel {
namespace {

constexpr std::uint64_t kAllocateByte = 0;
constexpr std::uint64_t kFirstKeyByte = 1;
constexpr std::uint64_t kKeyBytes = std::uint64_t{1} << 61;  // from 2^62 on they are the jobs'
constexpr std::uint64_t kTrashByte = (std::uint64_t{1} << 62) - 1;
constexpr std::uint64_t kLatestByte = kTrashByte - 1;
constexpr const char* kHighest = "highest";  // in the trash: a link to the last job that went there

std::string lock_path(const std::string& workdir) { return workdir + "/.lock"; }

std::uint64_t key_byte(const Digest& key) { return kFirstKeyByte + (key.low >> 3); }

/// The number after the largest that is known, for a workdir whose counter is lost. Links to jobs
/// outlive the jobs, and the trash has one, so that the number of a deleted job is not given again.
std::uint64_t next_by_traces(const std::string& workdir, const std::vector<std::string>& ids) {
  std::uint64_t next = ids.empty() ? 0 : find_job_id(ids.back())->number + 1;
  for (const char* folder : {"/.index", "/latest", "/.trash"}) {
    for (const std::string& name : list_folder(workdir + folder)) {
      const auto target = find_link(workdir + folder + "/" + name);
      const auto id = target ? find_job_id(base_name(*target)) : std::nullopt;
      if (id) next = std::max(next, id->number + 1);
    }
  }
  return next;
}

std::optional<std::uint64_t> parse_counter(const std::string& text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end == text.data()) return std::nullopt;
  return number;
}

/// nullopt if it is missing or damaged.
std::optional<IndexEntry> read_entry(const std::string& path) {
  constexpr std::size_t kMost = std::size_t{64} * 1024;
  std::vector<std::string> lines = split(plain_head(path, kMost), '\n');
  if (lines.size() < 2 || !lines.back().empty()) return std::nullopt;
  lines.pop_back();
  std::vector<std::pair<std::string, std::string>> fields;
  for (const std::string& line : lines) {
    const auto tab = line.find('\t');
    if (tab == std::string::npos) return std::nullopt;
    fields.emplace_back(from_tsv_field(line.substr(0, tab)), from_tsv_field(line.substr(tab + 1)));
  }
  const auto [id, first_key] = fields.front();
  if (!is_digest(first_key)) return std::nullopt;
  fields.erase(fields.begin());
  return IndexEntry{id, parse_digest(first_key), std::move(fields)};
}

/// For a folder that the file system cannot move, such as one in a lower layer of overlayfs. The
/// job is not finished from the first step on.
void remove_in_place(const std::string& job_path) {
  remove_file(join_path(job_path, "post.json"));
  sync_path(job_path);
  remove_tree(job_path);
}

}  // namespace

Store::Store(std::string path, const std::vector<std::string>& sources, StoreUse use)
    : path_(std::move(path)), name_(base_name(path_)), use_(use) {
  workdirs_.add(name_, path_);
  for (const std::string& source : sources) workdirs_.add(std::string(base_name(source)), source);
  if (use == StoreUse::look) return;
  make_folders(path_ + "/latest", Durable::yes);
  if (!exists(path_ + "/.index")) rebuild_index();
  mend_counter();
}

std::string Store::job_path(const std::string& id) const { return join_path(path_, id); }

std::vector<std::string> Store::list() const {
  std::vector<std::pair<std::uint64_t, std::string>> jobs;
  for (const std::string& name : list_folder(path_)) {
    const auto id = find_job_id(name);
    if (id && id->workdir == name_) jobs.emplace_back(id->number, name);
  }
  std::sort(jobs.begin(), jobs.end());
  std::vector<std::string> ids;
  ids.reserve(jobs.size());
  for (auto& [number, id] : jobs) ids.push_back(std::move(id));
  return ids;
}

std::optional<std::string> Store::find(const Digest& key) const {
  auto entry = find_entry(key);
  if (!entry) return std::nullopt;
  return std::move(entry->id);
}

std::optional<IndexEntry> Store::find_entry(const Digest& key) const {
  const std::string path = path_ + "/.index/" + key.hex();
  const auto link = find_link(path);
  auto entry = link ? IndexEntry{std::string(base_name(*link)), {}, {}} : read_entry(path);
  if (!entry) return std::nullopt;
  const auto id = find_job_id(entry->id);  // of another name: the folder was copied or renamed
  if (!id || id->workdir != name_) return std::nullopt;
  return entry;
}

ByteLock key_lock(const std::string& workdir, const Digest& key) {
  return {lock_path(workdir), key_byte(key)};
}

HeldLocks::HeldLocks(const std::string& workdir)
    : probe_(lock_path(workdir)),
      has_jobs_(!probe_.is_free(kFirstJobByte, kLastJobByte + 1 - kFirstJobByte)),
      has_keys_(!probe_.is_free(kFirstKeyByte, kKeyBytes)) {}

bool HeldLocks::has_job(std::uint64_t number) const {
  return has_jobs_ && !probe_.is_free(job_byte(number));
}

bool HeldLocks::has_key(const Digest& key) const {
  return has_keys_ && !probe_.is_free(key_byte(key));
}

void Store::hold(const std::string& id) const {
  const auto parsed = find_job_id(id);
  if (!parsed || parsed->workdir != name_ || use_ == StoreUse::look) return;
  if (in_use_.fd() < 0) in_use_ = JobsInUse(path_);
  in_use_.hold(parsed->number);
}

std::string Store::allocate() const {
  ByteLock lock(lock_path(path_), kAllocateByte);
  lock.lock();
  auto number = parse_counter(counter());
  if (!number) number = next_by_traces(path_, list());
  if (in_use_.fd() < 0) in_use_ = JobsInUse(path_);
  for (;; ++*number) {
    set_counter(*number + 1);
    std::string id = name_ + "-" + std::to_string(*number);
    if (!in_use_.try_hold_new(*number) || !try_make_folder(job_path(id))) continue;
    sync_path(path_);  // both names, before anybody learns of the number: it is not used twice
    return id;
  }
}

std::uint64_t Store::next_number() const {
  const auto number = parse_counter(counter());
  return number ? *number : next_by_traces(path_, list());
}

/// When the power failed in allocate(), the folder may be there, but not the number after it.
void Store::mend_counter() const {
  const auto known = parse_counter(counter());
  if (known && !exists(job_path(name_ + "-" + std::to_string(*known)))) return;
  ByteLock lock(lock_path(path_), kAllocateByte);
  lock.lock();
  set_counter(std::max(parse_counter(counter()).value_or(0), next_by_traces(path_, list())));
}

std::string Store::counter_path() const { return path_ + "/.next"; }

void Store::set_counter(std::uint64_t number) const {
  replace_link("next/" + std::to_string(number), counter_path());
}

/// A link, because its target and the name of a new job reach the disk in one sync. Earlier
/// versions of accel had a file.
std::string Store::counter() const {
  const auto link = find_link(counter_path());
  return link ? std::string(base_name(*link)) : find_contents(counter_path()).value_or("");
}

std::vector<std::string> Store::list_settled() const {
  ByteLock lock(lock_path(path_), kAllocateByte);  // a number that is given out has its folder then
  lock.lock();
  return list();
}

void Store::note_started(const Digest& key, const std::string& id) const {
  replace_link("../" + id, path_ + "/.index/" + key.hex());
}

void Store::note_further(const Digest& key, const IndexEntry& entry) const {
  std::string text = entry.id + "\t" + entry.first_key->hex() + "\n";
  for (const auto& [name, dataset] : entry.inputs) {
    text += tsv_field(name) + "\t" + tsv_field(dataset) + "\n";
  }
  write_file(path_ + "/.index/" + key.hex(), text);
}

std::vector<IndexEntry> Store::further_entries(const std::string& id) const {
  std::vector<IndexEntry> entries;
  for (const std::string& name : list_folder(path_ + "/.index")) {
    auto entry = is_digest(name) ? find_entry(parse_digest(name)) : std::nullopt;
    if (entry && entry->first_key && entry->id == id) entries.push_back(*std::move(entry));
  }
  return entries;
}

/// Whether the entry is of no use: its job is gone, or an input without which nothing requests the
/// key.
bool Store::is_stale(const Digest& further_key) const {
  const auto entry = find_entry(further_key);
  if (!entry || !entry->first_key) return false;
  const auto is_gone = [&](const std::string& id) {
    const auto path = workdirs_.find_job_path(id);
    return path && !exists(*path);
  };
  return is_gone(entry->id) || std::ranges::any_of(entry->inputs, [&](const auto& input) {
           return is_gone(parse_reference(input.second, true).job);
         });
}

void Store::drop_stale_entries() const {
  for (const std::string& name : list_folder(path_ + "/.index")) {
    if (!is_digest(name)) continue;
    const Digest key = parse_digest(name);
    if (!is_stale(key)) continue;
    ByteLock lock = key_lock(path_, key);
    if (lock.try_lock() && is_stale(key)) remove_file(path_ + "/.index/" + name);
  }
}

std::optional<std::string> Store::find_latest(const std::string& method) const {
  const auto link = find_link(path_ + "/latest/" + file_safe(method));
  if (!link) return std::nullopt;
  std::string id(base_name(*link));
  const auto parsed = find_job_id(id);
  if (!parsed || parsed->workdir != name_ || !may_be_read(job_path(id))) return std::nullopt;
  if (!is_finished(job_path(id))) return std::nullopt;
  return id;
}

ByteLock Store::trash_lock() const { return {lock_path(path_), kTrashByte}; }

void Store::discard(const std::string& id, const std::vector<Digest>& keys) const {
  make_folders(trash());
  const std::string highest = join_path(trash(), kHighest);
  const auto before = find_job_id(base_name(find_link(highest).value_or("")));
  if (!before || before->number < find_job_id(id)->number) replace_link("../" + id, highest);
  const std::string job = job_path(id);
  if (sys::rename(job.c_str(), join_path(trash(), id).c_str()) != 0) {
    if (errno != EXDEV) throw SystemError("rename", job, errno);
    remove_in_place(job);
  }
  for (const Digest& key : keys) {
    if (find(key) == id) remove_file(path_ + "/.index/" + key.hex());
  }
}

bool Store::unlink_latest(const std::string& method, const std::string& id) const {
  ByteLock lock(lock_path(path_), kLatestByte);
  lock.lock();
  const std::string link = path_ + "/latest/" + file_safe(method);
  const auto target = find_link(link);
  if (!target || base_name(*target) != id) return false;
  remove_file(link);
  return true;
}

void Store::empty_trash() const {
  std::vector<std::string> names = list_folder(trash());
  std::erase(names, kHighest);
  if (names.empty()) return;
  sync_path(path_);  // no job loses a file before its name is gone, whatever the power does
  sync_path(trash());
  for (const std::string& name : names) remove_tree(join_path(trash(), name));
}

void Store::rebuild_index() const {
  ByteLock lock(lock_path(path_), kAllocateByte);
  lock.lock();
  if (exists(path_ + "/.index")) return;
  make_folders(trash());  // now, as deleting must do without a free block on the disk
  const std::string fresh = path_ + "/.index.new";
  remove_tree(fresh);
  make_folder(fresh);
  for (const std::string& id : list()) {
    if (!is_finished(job_path(id))) continue;
    for (const Digest& key : keys_of(job_path(id))) {
      replace_link("../" + id, fresh + "/" + key.hex());
    }
  }
  rename_file(fresh, path_ + "/.index");
}

void sync_names(const std::string& job_path) {
  const std::string workdir = parent_path(job_path);
  const std::string index = workdir + "/.index";
  // A job that is run by hand may lie anywhere. In a workdir, allocate() synced its name.
  sync_path(exists(index) ? index : workdir);
}

void note_latest(const std::string& job_path, const std::string& method) {
  const std::string link = parent_path(job_path) + "/latest/" + file_safe(method);
  const auto id = find_job_id(base_name(job_path));
  if (!id || !exists(parent_path(link))) return;
  ByteLock lock(lock_path(parent_path(job_path)), kLatestByte);  // two may end at once
  lock.lock();
  if (const auto target = find_link(link)) {
    const auto newest = find_job_id(base_name(*target));
    const bool is_newer = newest && newest->number > id->number;
    if (is_newer && is_finished(parent_path(job_path) + "/" + newest->text())) return;
  }
  replace_link("../" + id->text(), link);
}

void set_latest(const std::string& job_path, const std::string& method) {
  const std::string link = parent_path(job_path) + "/latest/" + file_safe(method);
  const std::string target = "../" + std::string(base_name(job_path));
  if (find_link(link) == target || !is_finished(job_path)) return;
  if (::access(parent_path(link).c_str(), W_OK) != 0) return;
  ByteLock lock(lock_path(parent_path(job_path)), kLatestByte);
  lock.lock();
  if (is_finished(job_path)) replace_link(target, link);  // gc removes the link under that lock
}

}  // namespace accel
