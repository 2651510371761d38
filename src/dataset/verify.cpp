// SPDX-License-Identifier: Apache-2.0
#include "dataset/verify.h"

#include "base/hash.h"
#include "base/text.h"
#include "job/job_files.h"
#include "job/job_id.h"
#include "job/setup.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>

namespace accel {
namespace {

/// Threads that look at files, in the order that these are given.
class Lookers {
 public:
  Lookers(int threads, std::function<void()> while_waiting)
      : while_waiting_(std::move(while_waiting)) {
    for (int i = 0; i < std::max(threads, 1); ++i) threads_.emplace_back([this] { work(); });
  }
  Lookers(const Lookers&) = delete;
  Lookers& operator=(const Lookers&) = delete;
  ~Lookers() { end(); }

  /// Waits while many are there already.
  void give(FileCheck check) {
    std::unique_lock lock(mutex_);
    wait(lock, [&] { return queue_.size() < kMost; });
    queue_.push_back(std::move(check));
    is_more_.notify_one();
  }

  /// Waits for all. Throws what no file is to blame for, such as a lack of memory.
  std::vector<Damage> finish() {
    {
      std::unique_lock lock(mutex_);
      wait(lock, [&] { return queue_.empty(); });
    }
    end();
    if (error_) std::rethrow_exception(error_);
    return std::move(damages_);
  }

  std::uint64_t files() const { return files_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  static constexpr std::size_t kMost = 4096;

  template <class Ready>
  void wait(std::unique_lock<std::mutex>& lock, Ready&& ready) {
    while (!is_less_.wait_for(lock, std::chrono::milliseconds(100), ready)) while_waiting_();
  }

  void end() {
    {
      const std::lock_guard lock(mutex_);
      has_ended_ = true;
    }
    is_more_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

  void work() {
    while (auto check = take()) {
      try {  // the edge of a thread: thrown again by finish()
        look_at(*check);
      } catch (...) {
        const std::lock_guard lock(mutex_);
        error_ = std::current_exception();
      }
    }
  }

  std::optional<FileCheck> take() {
    std::unique_lock lock(mutex_);
    is_more_.wait(lock, [&] { return has_ended_ || !queue_.empty(); });
    if (queue_.empty()) return std::nullopt;
    std::optional<FileCheck> check = std::move(queue_.front());
    queue_.pop_front();
    is_less_.notify_one();
    return check;
  }

  void look_at(const FileCheck& check) {
    auto fault = find_fault(check);
    ++files_;
    bytes_ += check.size.value_or(0);
    if (!fault) return;
    const std::lock_guard lock(mutex_);
    damages_.push_back({check.job_path, check.name, std::move(*fault)});
  }

  std::function<void()> while_waiting_;
  std::mutex mutex_;
  std::condition_variable is_more_, is_less_;
  std::deque<FileCheck> queue_;
  bool has_ended_ = false;
  std::vector<Damage> damages_;
  std::exception_ptr error_;
  std::atomic<std::uint64_t> files_{0}, bytes_{0};
  std::vector<std::thread> threads_;
};

/// By job and name, one a file: another job may have found it, too.
void sort_damages(std::vector<Damage>& damages) {
  const auto place = [](const Damage& damage) {
    const auto id = find_job_id(base_name(damage.job_path));
    return std::tuple(parent_path(damage.job_path), id ? id->number : 0, damage.name);
  };
  std::ranges::stable_sort(damages, {}, place);
  const auto same = std::ranges::unique(damages, {}, place);
  damages.erase(same.begin(), same.end());
}

/// A job that was deleted meanwhile is not damaged.
void forget_deleted(std::vector<Damage>& damages) {
  std::erase_if(damages, [](const Damage& damage) {
    return !damage.name.empty() && !is_finished(damage.job_path);
  });
}

/// Whether a link `name` in `.index` may lead to the job; it may to one that is not finished.
bool has_key(const std::string& job_path, const std::string& key) {
  if (!is_finished(job_path)) return true;
  const auto transcript = find_contents(job_path + "/key.txt");
  return !transcript || digest_of(*transcript).hex() == key;
}

bool is_of_method(const std::string& job_path, const std::string& link) {
  if (!is_finished(job_path)) return true;
  const auto document = find_json(job_path + "/setup.json");
  return !document || file_safe(json_get<std::string>(*document, "method", job_path)) == link;
}

}  // namespace

Verified verify_jobs(const Store& store, const std::vector<std::string>& ids, int threads,
                     const VerifyProgress& progress) {
  Verified verified;
  Lookers* told = nullptr;
  Lookers lookers(threads, [&] { progress(verified.jobs, told->files(), told->bytes()); });
  told = &lookers;
  for (const std::string& id : ids) {
    JobCheck job = check_job(store, id);
    std::ranges::move(job.damages, std::back_inserter(verified.damages));
    if (!job.is_finished) {
      ++verified.skipped;
      continue;
    }
    ++verified.jobs;
    for (FileCheck& file : job.files) lookers.give(std::move(file));
    for (const FileCheck& link : job.links) {
      if (auto fault = find_fault_by_stat(link)) {
        verified.damages.push_back({link.job_path, link.name, *fault + ", and " + id + " reads it"});
      }
    }
  }
  std::ranges::move(lookers.finish(), std::back_inserter(verified.damages));
  verified.files = lookers.files();
  verified.bytes = lookers.bytes();
  forget_deleted(verified.damages);
  sort_damages(verified.damages);
  return verified;
}

std::vector<std::string> odd_links(const Store& store) {
  using Fits = bool (*)(const std::string&, const std::string&);
  std::vector<std::string> notes;
  for (const auto& [folder, fits] : {std::pair<const char*, Fits>{"/.index/", has_key},
                                     std::pair<const char*, Fits>{"/latest/", is_of_method}}) {
    for (const std::string& name : list_folder(store.path() + folder)) {
      const std::string path = store.path() + folder + name;
      const auto target = find_link(path);
      const auto id = target ? find_job_id(base_name(*target)) : std::nullopt;
      const bool is_ours = id && *target == "../" + id->text() && id->workdir == store.name();
      bool is_right = false;
      try {  // a job that cannot be read is told as such
        is_right = is_ours && fits(store.job_path(id->text()), name);
      } catch (const Error&) {
        continue;
      }
      if (is_right) continue;
      notes.push_back(path + (target ? " leads to " + *target + ", which it does not stand for"
                                     : " is not a link"));
    }
  }
  return notes;
}

}  // namespace accel
