// SPDX-License-Identifier: Apache-2.0
// Pairs of 64-bit hashes that differ in few bits, without comparing all of them.
//
// The 64 bits are dealt into `within` + k blocks. Hashes that differ in at most `within` bits are
// equal in at least k blocks. So for each choice of k blocks, the hashes are sorted by the bits of
// these blocks, and only hashes with the same bits there are compared. Where a pair is equal in
// more than k blocks, the first k of them count, so that no pair is found twice.
#pragma once

#include "hash_split.h"

#include <atomic>
#include <future>

namespace near_pairs {

struct Pair {
  Hash a = 0, b = 0;  ///< a < b
  friend auto operator<=>(const Pair&, const Pair&) = default;
};

/// Adds the pairs of a bucket that differ in at most `within` bits; stops after `most`.
[[gnu::always_inline]] inline void compare(std::span<const Hash> bucket, const Choice& choice,
                                           int within, std::size_t most, std::vector<Pair>& found) {
  for (std::size_t i = 0; i < bucket.size(); ++i) {
    const Hash hash = bucket[i];
    for (std::size_t j = i + 1; j < bucket.size(); ++j) {
      const Hash difference = hash ^ bucket[j];
      if (std::popcount(difference) > within || !choice.is_first_for(difference)) continue;
      found.push_back({std::min(hash, bucket[j]), std::max(hash, bucket[j])});
      if (found.size() > most) return;
    }
  }
}

inline void compare_anywhere(std::span<const Hash> bucket, const Choice& choice, int within,
                             std::size_t most, std::vector<Pair>& found) {
  compare(bucket, choice, within, most, found);
}
#ifdef __x86_64__
/// Methods are compiled for every x86-64, some of which count bits in a dozen instructions.
[[gnu::target("popcnt")]] inline void compare_by_popcnt(std::span<const Hash> bucket,
                                                        const Choice& choice, int within,
                                                        std::size_t most,
                                                        std::vector<Pair>& found) {
  compare(bucket, choice, within, most, found);
}
inline auto* best_compare() {
  return __builtin_cpu_supports("popcnt") ? compare_by_popcnt : compare_anywhere;
}
#else
inline auto* best_compare() { return compare_anywhere; }
#endif

/// One search. Threads take tasks from it: a choice of blocks, and a part of the buckets.
class Search {
 public:
  Search(std::span<const Hash> hashes, int within, std::size_t most, std::size_t threads)
      : hashes_(hashes),
        within_(within),
        most_(most),
        threads_(threads),
        split_(best_split(hashes, within)),
        choices_(choices(split_)),
        parts_((8 * threads + choices_.size() - 1) / choices_.size()) {}
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  std::optional<std::vector<Pair>> run() {
    std::vector<std::future<std::vector<Pair>>> others;
    for (std::size_t i = 1; i < threads_; ++i) {
      others.push_back(std::async(std::launch::async, [this] { return do_tasks(); }));
    }
    std::vector<Pair> found = do_tasks();
    for (auto& other : others) {
      const std::vector<Pair> more = other.get();
      found.insert(found.end(), more.begin(), more.end());
    }
    if (count_ > most_) return std::nullopt;
    std::ranges::sort(found);
    return found;
  }

 private:
  std::vector<Pair> do_tasks() {
    std::vector<Pair> found;
    std::vector<Hash> hashes;
    for (std::size_t task = next_++; task < choices_.size() * parts_; task = next_++) {
      const Choice& choice = choices_[task / parts_];
      hashes.clear();
      std::ranges::copy_if(hashes_, std::back_inserter(hashes), [&](Hash hash) {
        return parts_ == 1 || part_of(hash & choice.mask) == task % parts_;
      });
      sort_by(choice.mask, hashes);
      each_bucket(choice.mask, hashes, [&](std::span<const Hash> bucket) {
        const std::size_t before = found.size();
        compare_(bucket, choice, within_, most_, found);
        return (count_ += found.size() - before) <= most_;
      });
      if (count_ > most_) break;
    }
    return found;
  }
  std::size_t part_of(Hash bits) const {
    return static_cast<std::size_t>((bits * 0x9E3779B97F4A7C15ULL) >> 32) % parts_;
  }

  std::span<const Hash> hashes_;
  int within_;
  std::size_t most_, threads_;
  Split split_;
  std::vector<Choice> choices_;
  std::size_t parts_;
  decltype(best_compare()) compare_ = best_compare();
  std::atomic<std::size_t> next_ = 0;
  std::atomic<std::size_t> count_ = 0;
};

/// The pairs of these hashes, which must be different, that differ in at most `within` bits (0 to
/// 16), sorted. nullopt if there are more than `most`. Takes `threads` threads, and memory for a
/// copy of the hashes in each.
inline std::optional<std::vector<Pair>> find(std::span<const Hash> hashes, int within,
                                             std::size_t most, std::size_t threads) {
  if (within < 1 || hashes.size() < 2) return std::vector<Pair>();
  return Search(hashes, within, most, threads).run();
}

}  // namespace near_pairs
