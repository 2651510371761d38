// SPDX-License-Identifier: Apache-2.0
#include "job/store.h"

#include "base/check.h"
#include "base/json.h"
#include "base/text.h"
#include "job/job_files.h"
#include "job/job_id.h"

#include <fcntl.h>

#include <algorithm>
#include <charconv>

namespace accel {
namespace {

constexpr std::uint64_t kAllocateByte = 0;
constexpr std::uint64_t kFirstKeyByte = 1;

std::string lock_path(const std::string& workdir) { return workdir + "/.lock"; }

/// The number after the largest that is known, for a workdir whose counter is lost. Links to jobs
/// outlive the jobs, so that the number of one that was deleted is not given again.
std::uint64_t next_by_traces(const std::string& workdir, const std::vector<std::string>& ids) {
  std::uint64_t next = ids.empty() ? 0 : find_job_id(ids.back())->number + 1;
  for (const char* folder : {"/.index", "/latest"}) {
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

/// Always of one length: written over the text of a smaller number, half of it gives a number that
/// is no smaller, so a write that ends early gives none twice.
std::string counter_text(std::uint64_t number) {
  constexpr std::size_t kDigits = 20;  // of 2^64
  const std::string digits = std::to_string(number);
  return std::string(kDigits - digits.size(), '0') + digits + "\n";
}

}  // namespace

Store::Store(std::string path) : path_(std::move(path)), name_(base_name(path_)) {
  make_folders(path_ + "/latest", Durable::yes);
  if (!exists(path_ + "/.index")) rebuild_index();
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
  for (auto& [number, id] : jobs) ids.push_back(std::move(id));
  return ids;
}

std::optional<std::string> Store::find(const Digest& key) const {
  const auto link = find_link(path_ + "/.index/" + key.hex());
  if (!link) return std::nullopt;
  std::string id(base_name(*link));
  if (!find_job_id(id)) return std::nullopt;
  return id;
}

ByteLock Store::lock(const Digest& key, const std::function<void()>& on_wait) const {
  ByteLock lock = key_lock(path_, key);
  if (!lock.try_lock()) {
    on_wait();
    lock.lock();
  }
  return lock;
}

ByteLock key_lock(const std::string& workdir, const Digest& key) {
  return {lock_path(workdir), kFirstKeyByte + (key.low >> 3)};  // below 2^62
}

std::string Store::allocate() const {
  ByteLock lock(lock_path(path_), kAllocateByte);
  lock.lock();
  const std::string counter = path_ + "/.next";
  const bool is_new = !exists(counter);
  const Fd fd = open_file(counter, O_RDWR | O_CREAT);
  char text[32] = {};
  const std::size_t size = read_at(fd, counter, text, sizeof text - 1, 0);
  auto number = parse_counter(std::string(text, size));
  if (!number) number = next_by_traces(path_, list());
  for (;; ++*number) {
    // The counter is on disk before the folder is there, so that a number is never given twice.
    write_at(fd, counter, counter_text(*number + 1), 0);
    sync_data(fd, counter);
    if (is_new) sync_path(path_);
    const std::string id = name_ + "-" + std::to_string(*number);
    if (try_make_folder(job_path(id))) return id;
  }
}

void Store::note_started(const Digest& key, const std::string& id) const {
  replace_link("../" + id, path_ + "/.index/" + key.hex());
}

std::optional<std::string> Store::find_latest(const std::string& method) const {
  const auto link = find_link(path_ + "/latest/" + file_safe(method));
  if (!link) return std::nullopt;
  std::string id(base_name(*link));
  if (!find_job_id(id) || !is_finished(job_path(id))) return std::nullopt;
  return id;
}

void Store::rebuild_index() const {
  ByteLock lock(lock_path(path_), kAllocateByte);
  lock.lock();
  if (exists(path_ + "/.index")) return;
  const std::string fresh = path_ + "/.index.new";
  remove_tree(fresh);
  make_folder(fresh);
  for (const std::string& id : list()) {
    if (!is_finished(job_path(id))) continue;
    const std::string key = digest_of(read_file(job_path(id) + "/key.txt")).hex();
    replace_link("../" + id, fresh + "/" + key);
  }
  rename_file(fresh, path_ + "/.index");
}

void sync_names(const std::string& job_path) {
  const std::string workdir = parent_path(job_path);
  const std::string index = workdir + "/.index";
  if (exists(index)) sync_path(index);  // a job that is run by hand may lie anywhere
  sync_path(workdir);
}

void note_latest(const std::string& job_path, const std::string& method) {
  const std::string link = parent_path(job_path) + "/latest/" + file_safe(method);
  const auto id = find_job_id(base_name(job_path));
  if (!id || !exists(parent_path(link))) return;
  if (const auto target = find_link(link)) {
    const auto newest = find_job_id(base_name(*target));
    const bool is_newer = newest && newest->number > id->number;
    if (is_newer && is_finished(parent_path(job_path) + "/" + newest->text())) return;
  }
  replace_link("../" + id->text(), link);
}

}  // namespace accel
