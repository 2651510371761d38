// SPDX-License-Identifier: Apache-2.0
#include "workdir/verify.h"

#include "base/hash.h"
#include "base/sys.h"
#include "base/text.h"
#include "base/threads.h"
#include "column/column_type.h"
#include "job/job_id.h"
#include "job/post_file.h"
#include "job/setup.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <iterator>
#include <map>
#include <mutex>
#include <optional>
#include <tuple>

namespace accel {
namespace {

/// Sorts by job and name, and keeps one damage for each name. If jobs that read the file found it,
/// too, names the first of these jobs, whichever thread was first. Damages that a job found in its
/// own files stay in order.
void sort_damages(std::vector<Damage>& damages) {
  const auto place = [](const Damage& damage) {
    const auto id = find_job_id(base_name(damage.job_path));
    return std::tuple(parent_path(damage.job_path), id ? id->number : 0, damage.name);
  };
  const auto order = [&](const Damage& damage) {
    const std::string& reader = damage.reader;
    return std::tuple(place(damage), damage.file == 0, reader.empty(), reader.size(), reader);
  };
  std::ranges::stable_sort(damages, {}, order);
  const auto is_same = [&](const Damage& a, const Damage& b) { return place(a) == place(b); };
  damages.erase(std::unique(damages.begin(), damages.end(), is_same), damages.end());
}

/// Makes one damage of a damaged file with several names: that of the oldest job that holds it.
void join_names(std::vector<Damage>& damages) {
  std::vector<Damage> joined;
  std::map<std::size_t, std::size_t> places;  // in `joined`, by file
  for (Damage& damage : damages) {
    const bool is_known = damage.file != 0 && places.contains(damage.file);
    if (!is_known) {
      places[damage.file] = joined.size();
      joined.push_back(std::move(damage));
      continue;
    }
    Damage& first = joined[places[damage.file]];
    first.others.push_back({std::move(damage.job_path), std::move(damage.name)});
    if (first.more > 0) --first.more;
  }
  damages = std::move(joined);
}

/// A job that was deleted meanwhile is not damaged.
void forget_deleted(std::vector<Damage>& damages) {
  std::erase_if(damages, [](const Damage& damage) {
    return !damage.name.empty() && !exists(damage.job_path + "/post.json");
  });
}

/// Another user may read it, and find it intact.
void set_unreadable_apart(VerifyReport& verified) {
  const auto may_not_read = [](const Damage& damage) {
    const std::string name = damage.name.empty() ? "post.json" : damage.name;
    return ::access(join_path(damage.job_path, name).c_str(), R_OK) != 0 && errno == EACCES;
  };
  for (const Damage& damage : verified.damages) {
    if (may_not_read(damage)) verified.unreadable.push_back(damage);
  }
  std::erase_if(verified.damages, may_not_read);
}

/// A file whose checksum is not the one in post.json was changed, whatever format it says.
void forget_damaged(std::vector<Damage>& others, const std::vector<Damage>& damages) {
  std::erase_if(others, [&](const Damage& other) {
    return std::ranges::find(damages, other.job_path, &Damage::job_path) != damages.end();
  });
}

/// Whether a link `name` in `.index` may lead to the job; it may to one that is not finished.
bool has_key(const std::string& job_path, const std::string& key) {
  if (!is_finished(job_path)) return true;
  const auto transcript = find_contents(job_path + "/key.txt");
  if (!transcript || digest_of(*transcript).hex() == key) return true;
  const auto summary = find_summary(job_path);
  return summary && is_digest(key) &&
         std::ranges::find(summary->keys, parse_digest(key)) != summary->keys.end();
}

/// Whether a file `name` in `.index` names a job that answers a further key.
bool is_further_entry(const Store& store, const std::string& name) {
  const auto entry = is_digest(name) ? store.find_entry(parse_digest(name)) : std::nullopt;
  return entry && entry->first_key && has_key(store.job_path(entry->id), entry->first_key->hex());
}

bool is_of_method(const std::string& job_path, const std::string& link) {
  if (!is_finished(job_path)) return true;
  const auto document = find_json(job_path + "/setup.json");
  return !document || file_safe(json_get<std::string>(*document, "method", job_path)) == link;
}

/// "<name>.tmp-<pid>-<n>": a process that was killed leaves it, and it means nothing.
bool is_temporary(std::string_view name) {
  const auto mark = name.rfind(".tmp-");
  return mark != std::string_view::npos &&
         name.find_first_not_of("0123456789-", mark + 5) == std::string_view::npos;
}

/// A file that has several names, and what it must be. Equal checks have equal results.
struct SharedFile {
  dev_t device;
  ino_t inode;
  std::string expected;
  auto operator<=>(const SharedFile&) const = default;
};

struct SharedCheck {
  std::size_t number = 0;  ///< of the file
  std::uint64_t names = 0;
  bool is_done = false;
  std::optional<std::string> fault;
  std::vector<FileCheck> waiting;  ///< until it is done
};

/// nullopt if no other job holds the file.
std::optional<std::pair<SharedFile, std::uint64_t>> find_shared(const FileCheck& check) {
  struct stat stat;
  const std::string path = join_path(check.job_path, check.name);
  if (sys::stat(path.c_str(), &stat) != 0 || stat.st_nlink < 2) return std::nullopt;
  std::string expected = check.checksum + " " + std::to_string(check.size.value_or(0));
  if (check.column) {
    const ColumnCheck& column = *check.column;
    expected += " " + std::to_string(column.rows) + " " + std::to_string(column.absent) + " " +
                column_type_name(column.spec) + " " + column.spec.name;
  }
  return std::pair(SharedFile{stat.st_dev, stat.st_ino, expected}, stat.st_nlink);
}

/// What the threads share: the jobs that no thread has looked at, and the files of those that one
/// has. So at most the files of a few jobs wait.
class Verifier {
 public:
  Verifier(const Store& store, const std::vector<std::string>& ids, const VerifyProgress& progress)
      : store_(store), ids_(ids), progress_(progress) {}

  VerifyReport run(int threads) {
    in_threads(static_cast<std::size_t>(std::max(threads, 1)), [&](std::size_t) { work(); });
    set_unreadable_apart(verified_);
    forget_deleted(verified_.damages);
    sort_damages(verified_.damages);
    sort_damages(verified_.unreadable);
    sort_damages(verified_.others);
    forget_damaged(verified_.others, verified_.damages);
    join_names(verified_.damages);
    return std::move(verified_);
  }

 private:
  using Clock = std::chrono::steady_clock;

  void work() {
    std::unique_lock lock(mutex_);
    for (;;) {
      if (!files_.empty()) {
        look_at_file(lock);
      } else if (next_job_ < ids_.size()) {
        look_at_job(lock);
      } else if (jobs_at_hand_ > 0) {  // more files may come
        is_more_.wait(lock);
      } else {
        return;
      }
    }
  }

  void look_at_file(std::unique_lock<std::mutex>& lock) {
    FileCheck check = std::move(files_.front());
    files_.pop_front();
    lock.unlock();
    const auto shared = find_shared(check);
    if (shared) {
      lock.lock();
      look_at_shared(lock, std::move(check), shared->first, shared->second);
    } else {
      const auto fault = find_fault(check);
      lock.lock();
      note_read(check);
      if (fault) verified_.damages.push_back({check.job_path, check.name, *fault});
    }
  }

  /// The first check of the file reads it for all others.
  void look_at_shared(std::unique_lock<std::mutex>& lock, FileCheck check, const SharedFile& file,
                      std::uint64_t names) {
    const auto [found, is_first] = shared_.try_emplace(file);
    SharedCheck& all = found->second;
    all.waiting.push_back(std::move(check));
    if (is_first) {
      const FileCheck mine = all.waiting.front();
      lock.unlock();
      const auto fault = find_fault(mine);
      const auto now = fault ? find_shared(mine) : std::nullopt;
      const bool is_same = !fault || (now && now->first == file);
      lock.lock();
      note_read(mine);
      if (!is_same) return read_by_others(found, *fault);
      all = {++shared_files_, names, true, fault, std::move(all.waiting)};
    }
    if (all.is_done) note_names(all);
  }

  void note_names(SharedCheck& all) {
    for (const FileCheck& check : std::exchange(all.waiting, {})) {
      if (!all.fault) continue;
      verified_.damages.push_back(
          {check.job_path, check.name, *all.fault, {}, {}, all.names - 1, all.number});
    }
  }

  /// The name was removed while the file was read, perhaps with its job. The other names may be
  /// sound.
  void read_by_others(std::map<SharedFile, SharedCheck>::iterator found, const std::string& fault) {
    std::vector<FileCheck> waiting = std::move(found->second.waiting);
    shared_.erase(found);
    verified_.damages.push_back({waiting.front().job_path, waiting.front().name, fault});
    files_.insert(files_.end(), std::next(waiting.begin()), waiting.end());
    is_more_.notify_all();
  }

  void note_read(const FileCheck& check) {
    ++verified_.files;
    verified_.bytes += check.size.value_or(0);
    report();
  }

  /// While a thread checks a job, without the lock, the others wait for its files, also if it ends
  /// with an exception.
  class UnlockedScope {
   public:
    UnlockedScope(Verifier& all, std::unique_lock<std::mutex>& lock) : all_(all), lock_(lock) {
      ++all_.jobs_at_hand_;
      lock_.unlock();
    }
    UnlockedScope(const UnlockedScope&) = delete;
    UnlockedScope& operator=(const UnlockedScope&) = delete;
    ~UnlockedScope() {
      if (!lock_.owns_lock()) lock_.lock();
      --all_.jobs_at_hand_;
      all_.is_more_.notify_all();
    }

   private:
    Verifier& all_;
    std::unique_lock<std::mutex>& lock_;
  };

  void look_at_job(std::unique_lock<std::mutex>& lock) {
    const std::string& id = ids_[next_job_++];
    const UnlockedScope at_hand(*this, lock);
    JobCheck job = check_job(store_, id);
    for (const FileCheck& link : job.links) {
      const auto fault = find_fault_by_stat(link);
      if (!fault) continue;
      job.damages.push_back({link.job_path, link.name, *fault, id});
    }
    for (Damage& damage : job.damages) {
      if (!damage.reader.empty()) damage.reason += ", and " + damage.reader + " reads it";
    }
    lock.lock();
    ++(job.is_finished ? verified_.jobs : verified_.skipped);
    std::ranges::move(job.files, std::back_inserter(files_));
    std::ranges::move(job.damages, std::back_inserter(verified_.damages));
    std::ranges::move(job.others, std::back_inserter(verified_.others));
  }

  void report() {
    const Clock::time_point now = Clock::now();
    if (now - shown_ < std::chrono::milliseconds(100)) return;
    shown_ = now;
    progress_(verified_.jobs, verified_.files, verified_.bytes);
  }

  const Store& store_;
  const std::vector<std::string>& ids_;
  const VerifyProgress& progress_;
  std::mutex mutex_;
  std::condition_variable is_more_;
  std::deque<FileCheck> files_;
  std::map<SharedFile, SharedCheck> shared_;
  std::size_t shared_files_ = 0;
  std::size_t next_job_ = 0;
  int jobs_at_hand_ = 0;
  Clock::time_point shown_ = Clock::now();
  VerifyReport verified_;
};

}  // namespace

VerifyReport verify_jobs(const Store& store, const std::vector<std::string>& ids, int threads,
                         const VerifyProgress& progress) {
  return Verifier(store, ids, progress).run(threads);
}

std::vector<std::string> odd_links(const Store& store) {
  using Fits = bool (*)(const std::string&, const std::string&);
  std::vector<std::string> notes;
  for (const auto& [folder, fits] : {std::pair<const char*, Fits>{"/.index/", has_key},
                                     std::pair<const char*, Fits>{"/latest/", is_of_method}}) {
    for (const std::string& name : list_folder(store.path() + folder)) {
      if (is_temporary(name)) continue;
      const std::string path = store.path() + folder + name;
      const auto target = find_link(path);
      const auto id = target ? find_job_id(base_name(*target)) : std::nullopt;
      const bool is_ours = id && *target == "../" + id->text() && id->workdir == store.name();
      bool is_right = false;
      try {  // a job that cannot be read is reported as such
        is_right = is_ours ? fits(store.job_path(id->text()), name)
                           : fits == has_key && !target && is_further_entry(store, name);
      } catch (const Error&) {
        continue;
      }
      if (is_right) continue;
      notes.push_back(path + (target ? " points to " + *target + ", which it should not"
                                     : " does not lead to a job"));
    }
  }
  return notes;
}

}  // namespace accel
