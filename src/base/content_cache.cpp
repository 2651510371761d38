// SPDX-License-Identifier: Apache-2.0
#include "base/content_cache.h"

#include "base/mapping.h"
#include "base/sys.h"
#include "base/text.h"
#include "base/threads.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>
#include <ctime>
#include <exception>
#include <numeric>
#include <span>

namespace accel {
namespace {

constexpr std::int64_t kRacyNs = 2'000'000'000;
constexpr char kMagic[17] = "accel contents 1";
constexpr std::size_t kHeader = 32;

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

/// The cache's records, as they are in its file. A damaged cache has none.
class KnownHashes {
 public:
  explicit KnownHashes(const std::string& path) {
    const auto fd = find_file(path, O_RDONLY);
    if (!fd) return;
    mapping_ = Mapping(*fd, path);
    const std::string_view text = mapping_.bytes().text();
    if (text.size() < kHeader || !text.starts_with(kMagic)) return;
    const std::string_view body = text.substr(kHeader);
    const Digest digest = digest_of(body);
    if (body.size() % sizeof(Record) != 0 || std::memcmp(&text[16], &digest, 16) != 0) return;
    records_ = {reinterpret_cast<const Record*>(body.data()), body.size() / sizeof(Record)};
    make_starts();
  }

  std::span<const Record> records() const { return records_; }

  const Record* find(const Digest& path) const {
    if (records_.empty()) return nullptr;
    const std::size_t bucket = path.high >> shift_;
    for (std::size_t i = starts_[bucket]; i < starts_[bucket + 1]; ++i) {
      if (records_[i].path == path) return &records_[i];
    }
    return nullptr;
  }

 private:
  /// Digests are distributed evenly, so their first bits lead to within a few records.
  void make_starts() {
    const int bits = std::max(1, static_cast<int>(std::bit_width(records_.size() / 2)));
    shift_ = 64 - bits;
    starts_.assign((std::size_t{1} << bits) + 1, 0);
    for (const Record& record : records_) ++starts_[(record.path.high >> shift_) + 1];
    std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  }

  Mapping mapping_;
  std::span<const Record> records_;
  std::vector<std::size_t> starts_;  ///< by the first bits of a path's digest: its first record
  int shift_ = 0;
};

/// `fresh` takes the place of records of the same path.
void save(const std::string& path, std::span<const Record> old, std::vector<Record> fresh) {
  std::sort(fresh.begin(), fresh.end(), by_path);
  std::vector<Record> all;
  all.reserve(old.size() + fresh.size());
  std::set_union(fresh.begin(), fresh.end(), old.begin(), old.end(), std::back_inserter(all),
                 by_path);
  const std::string_view body(reinterpret_cast<const char*>(all.data()),
                              all.size() * sizeof(Record));
  const Digest digest = digest_of(body);
  std::string text;
  text.reserve(kHeader + body.size());
  text.append(kMagic, 16);
  text.append(reinterpret_cast<const char*>(&digest), 16);
  text += body;
  make_folders(parent_path(path));
  write_file(path, text);
}

/// Opens files relative to their folder, which mostly is that of the file before.
class NearFiles {
 public:
  /// `path` is absolute, and a NUL follows it.
  std::optional<FileStat> find_stat(std::string_view path) {
    const std::string_view folder = path.substr(0, path.rfind('/') + 1);
    if (folder != folder_) {
      folder_ = folder;
      fd_ = find_file(folder_, O_PATH | O_DIRECTORY);
    }
    if (!fd_) return std::nullopt;
    return find_stat_at(*fd_, path.data() + folder.size(), path);
  }
  /// Opens the last file that was found.
  Fd open(std::string_view path) const {
    return Fd(sys::openat(fd_->get(), path.data() + folder_.size(), O_RDONLY));
  }

 private:
  std::string folder_;
  std::optional<Fd> fd_;
};

class HashedFiles {
 public:
  HashedFiles(const TextList& paths, const std::vector<std::string>& shown,
              const std::string& cache)
      : paths_(paths), shown_(shown), known_(cache), results_(paths.size()) {}

  std::vector<ContentHash> run(int threads) {
    const auto count = std::clamp<std::size_t>(paths_.size() / 64 + 1, 1,
                                               static_cast<std::size_t>(std::max(threads, 1)));
    std::vector<Share> shares(count);
    in_threads(count, [&](std::size_t i) { work(shares[i]); });
    for (Share& share : shares) {
      if (share.error && (!first_error_ || share.error_at < first_error_->error_at)) {
        first_error_ = &share;
      }
      fresh.insert(fresh.end(), share.fresh.begin(), share.fresh.end());
    }
    if (first_error_ != nullptr) std::rethrow_exception(first_error_->error);
    return std::move(results_);
  }

  std::span<const Record> known() const { return known_.records(); }
  std::vector<Record> fresh;

 private:
  struct Share {
    NearFiles files;
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
    const std::string_view path = paths_[i];
    const auto stat = share.files.find_stat(path);
    if (!stat) throw Error(escaped(shown_[i]) + ": there is no such file");
    if (!stat->is_regular()) throw Error(escaped(shown_[i]) + ": not a regular file");
    const Digest key = digest_of(path);
    const Record* known = known_.find(key);
    if (known != nullptr && known->matches(*stat)) {
      results_[i] = {known->size, known->content};
      return;
    }
    const std::int64_t started = now_ns();
    const Fd fd = share.files.open(path);
    if (!fd.is_open())
      throw Error(escaped(shown_[i]) + ": cannot be read: " + std::strerror(errno));
    const Digest content = digest_of_file(fd, shown_[i]);
    const FileStat after = stat_of(fd, shown_[i]);
    results_[i] = {after.size, content};
    const bool is_old = std::max(stat->modified_ns, stat->changed_ns) + kRacyNs < started;
    if (!is_old || after != *stat) return;
    share.fresh.push_back(
        {key, stat->inode, stat->size, stat->modified_ns, stat->changed_ns, content});
  }

  const TextList& paths_;
  const std::vector<std::string>& shown_;
  KnownHashes known_;
  std::vector<ContentHash> results_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
  Share* first_error_ = nullptr;
};

}  // namespace

std::vector<ContentHash> hash_contents(const TextList& paths, const std::vector<std::string>& shown,
                                       const std::string& cache, int threads) {
  HashedFiles hashing(paths, shown, cache);
  std::vector<ContentHash> results = hashing.run(threads);
  if (!hashing.fresh.empty()) save(cache, hashing.known(), std::move(hashing.fresh));
  return results;
}

}  // namespace accel
