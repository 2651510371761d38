// SPDX-License-Identifier: Apache-2.0
#include "base/content_cache.h"

#include "base/text.h"

#include <fcntl.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <ctime>
#include <exception>
#include <thread>

namespace accel {
namespace {

constexpr std::int64_t kRacyNs = 2'000'000'000;
constexpr char kMagic[17] = "accel contents 1";

/// One remembered file, as on disk (src/FORMATS.md). Sorted by path digest.
struct Record {
  Digest path;
  std::uint64_t inode;
  std::uint64_t size;
  std::int64_t modified_ns;
  std::int64_t changed_ns;
  Digest content;

  bool matches(const FileStat& stat) const {
    return inode == stat.inode && size == stat.size && modified_ns == stat.modified_ns &&
           changed_ns == stat.changed_ns;
  }
};
static_assert(sizeof(Record) == 64);

bool by_path(const Record& a, const Record& b) { return a.path < b.path; }

std::int64_t now_ns() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return std::int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

std::vector<Record> load(const std::string& path) {
  const auto text = find_contents(path);
  std::vector<Record> records;
  if (!text || text->size() < 32 || std::memcmp(text->data(), kMagic, 16) != 0) return records;
  const std::string_view body = std::string_view(*text).substr(32);
  const std::string_view sum = std::string_view(*text).substr(16, 16);
  const Digest digest = digest_of(body);
  if (body.size() % sizeof(Record) != 0 || std::memcmp(sum.data(), &digest, 16) != 0) return records;
  records.resize(body.size() / sizeof(Record));
  if (!records.empty()) std::memcpy(records.data(), body.data(), body.size());
  return records;
}

/// `fresh` takes the place of records of the same path.
void save(const std::string& path, const std::vector<Record>& old, std::vector<Record> fresh) {
  std::sort(fresh.begin(), fresh.end(), by_path);
  std::vector<Record> all;
  all.reserve(old.size() + fresh.size());
  std::set_union(fresh.begin(), fresh.end(), old.begin(), old.end(), std::back_inserter(all),
                 by_path);
  const std::string_view body(reinterpret_cast<const char*>(all.data()),
                              all.size() * sizeof(Record));
  const Digest digest = digest_of(body);
  std::string text(kMagic, 16);
  text.append(reinterpret_cast<const char*>(&digest), 16);
  text += body;
  make_folders(parent_path(path));
  write_file(path, text);
}

class Hashing {
 public:
  Hashing(const std::vector<std::string>& paths, const std::vector<std::string>& shown,
          const std::string& cache)
      : paths_(paths), shown_(shown), known_(load(cache)), results_(paths.size()) {}

  std::vector<ContentHash> run(int threads) {
    const auto count = std::clamp<std::size_t>(paths_.size() / 64 + 1, 1,
                                               static_cast<std::size_t>(std::max(threads, 1)));
    std::vector<std::thread> pool;
    std::vector<Share> shares(count);
    for (std::size_t i = 1; i < count; ++i) pool.emplace_back([&, i] { work(shares[i]); });
    work(shares[0]);
    for (std::thread& thread : pool) thread.join();
    for (Share& share : shares) {
      if (share.error && (!first_error_ || share.error_at < first_error_->error_at)) {
        first_error_ = &share;
      }
      fresh.insert(fresh.end(), share.fresh.begin(), share.fresh.end());
    }
    if (first_error_ != nullptr) std::rethrow_exception(first_error_->error);
    return std::move(results_);
  }

  const std::vector<Record>& known() const { return known_; }
  std::vector<Record> fresh;

 private:
  struct Share {
    std::vector<Record> fresh;
    std::exception_ptr error;
    std::size_t error_at = 0;
  };

  void work(Share& share) {
    constexpr std::size_t kChunk = 16;
    for (;;) {
      const std::size_t begin = next_.fetch_add(kChunk);
      if (begin >= paths_.size() || failed_) return;
      for (std::size_t i = begin; i < std::min(begin + kChunk, paths_.size()); ++i) {
        try {  // the edge of a thread: what is thrown is thrown again by run()
          one(i, share);
        } catch (...) {
          share.error = std::current_exception();
          share.error_at = i;
          failed_ = true;
          return;
        }
      }
    }
  }

  void one(std::size_t i, Share& share) {
    const std::string& path = paths_[i];
    const auto stat = find_stat(path);
    if (!stat) throw Error(escaped(shown_[i]) + ": there is no such file");
    if (!stat->is_regular()) throw Error(escaped(shown_[i]) + ": not a regular file");
    Record record{digest_of(path), stat->inode, stat->size, stat->modified_ns, stat->changed_ns, {}};
    const auto found = std::lower_bound(known_.begin(), known_.end(), record, by_path);
    if (found != known_.end() && found->path == record.path && found->matches(*stat)) {
      results_[i] = {found->size, found->content};
      return;
    }
    const std::int64_t started = now_ns();
    const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd.is_open()) throw Error(escaped(shown_[i]) + ": cannot be read: " + std::strerror(errno));
    record.content = digest_of_file(fd, path);
    const FileStat after = stat_of(fd, path);
    results_[i] = {after.size, record.content};
    const bool is_old = std::max(stat->modified_ns, stat->changed_ns) + kRacyNs < started;
    if (is_old && after == *stat) share.fresh.push_back(record);
  }

  const std::vector<std::string>& paths_;
  const std::vector<std::string>& shown_;
  std::vector<Record> known_;
  std::vector<ContentHash> results_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
  Share* first_error_ = nullptr;
};

}  // namespace

std::vector<ContentHash> hash_contents(const std::vector<std::string>& paths,
                                       const std::vector<std::string>& shown,
                                       const std::string& cache, int threads) {
  Hashing hashing(paths, shown, cache);
  std::vector<ContentHash> results = hashing.run(threads);
  if (!hashing.fresh.empty()) save(cache, hashing.known(), std::move(hashing.fresh));
  return results;
}

}  // namespace accel
