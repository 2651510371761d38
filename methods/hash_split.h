// SPDX-License-Identifier: Apache-2.0
// How the bits of 64-bit hashes are dealt into blocks, so that near hashes are found among those
// that are equal in some of the blocks (near_pairs.h).
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <optional>
#include <random>
#include <span>
#include <vector>

namespace near_pairs {

using Hash = std::uint64_t;

/// How the bits are dealt into blocks, and how many blocks are chosen.
struct Split {
  std::vector<Hash> blocks;  ///< the bits of each
  int chosen = 1;
};

/// Some blocks of a split.
struct Choice {
  const Split* split = nullptr;
  std::uint32_t blocks = 0;  ///< a bit for each
  Hash mask = 0;             ///< the bits of these blocks

  /// Whether these are the first blocks without a difference. `difference` has no bit in `mask`.
  bool is_first_for(Hash difference) const {
    int left = split->chosen;
    for (std::size_t i = 0; left > 0; ++i) {
      if ((difference & split->blocks[i]) != 0) continue;
      if (((blocks >> i) & 1) == 0) return false;
      --left;
    }
    return true;
  }
};

inline std::vector<Choice> choices(const Split& split) {
  std::vector<Choice> all;
  for (std::uint32_t set = 0; set < (1U << split.blocks.size()); ++set) {
    if (std::popcount(set) != split.chosen) continue;
    Choice choice{&split, set, 0};
    for (std::size_t i = 0; i < split.blocks.size(); ++i) {
      if (((set >> i) & 1) != 0) choice.mask |= split.blocks[i];
    }
    all.push_back(choice);
  }
  return all;
}

/// Deals the bits, in this order, to the blocks in turns.
inline Split deal(std::span<const int> bits, int blocks, int chosen) {
  Split split{std::vector<Hash>(static_cast<std::size_t>(blocks)), chosen};
  for (std::size_t i = 0; i < bits.size(); ++i) {
    split.blocks[i % split.blocks.size()] |= Hash{1} << bits[i];
  }
  return split;
}

inline void sort_by(Hash mask, std::vector<Hash>& hashes) {
  std::sort(hashes.begin(), hashes.end(), [=](Hash a, Hash b) { return (a & mask) < (b & mask); });
}

/// Calls `take(span)` for each run of hashes that are equal in `mask`, until it returns false.
template <class Take>
void each_bucket(Hash mask, std::span<const Hash> sorted, Take&& take) {
  for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
    while (end < sorted.size() && ((sorted[begin] ^ sorted[end]) & mask) == 0) ++end;
    if (!take(sorted.subspan(begin, end - begin))) return;
  }
}

/// About how long a search takes, in comparisons, judged by how often the hashes of a sample have
/// the same bits.
inline double cost(const Split& split, std::vector<Hash> sample, std::size_t hashes) {
  const auto count = static_cast<double>(hashes);
  const double scale = count / static_cast<double>(sample.size());
  const double sort = 6 * count * std::log2(count + 2);  // measured: 60 ns a hash of a million
  double total = 0;
  for (const Choice& choice : choices(split)) {
    double pairs = 0;
    sort_by(choice.mask, sample);
    each_bucket(choice.mask, sample, [&](std::span<const Hash> bucket) {
      const auto size = static_cast<double>(bucket.size());
      pairs += size * (size - 1) / 2;
      return true;
    });
    total += sort + pairs * scale * scale;
  }
  return total;
}

/// The bits whose values are spread most evenly first.
inline std::vector<int> bits_by_balance(std::span<const Hash> hashes) {
  std::vector<double> imbalance(64);
  for (std::size_t bit = 0; bit < 64; ++bit) {
    const auto ones = std::ranges::count_if(hashes, [=](Hash hash) { return (hash >> bit) & 1; });
    imbalance[bit] = std::abs(2 * static_cast<double>(ones) - static_cast<double>(hashes.size()));
  }
  std::vector<int> bits(64);
  std::iota(bits.begin(), bits.end(), 0);
  std::ranges::stable_sort(bits, {},
                           [&](int bit) { return imbalance[static_cast<unsigned>(bit)]; });
  return bits;
}

/// The split that should be fastest. Bits may be constant, or depend on each other, so several ways
/// to deal them are tried on a sample.
inline Split best_split(std::span<const Hash> hashes, int within) {
  constexpr std::size_t kSample = 2048;
  constexpr int kMostChosen = 3;  // more blocks would be more sorting than comparing
  std::mt19937_64 random(1);
  std::vector<Hash> sample;
  std::ranges::sample(hashes, std::back_inserter(sample), kSample, random);
  std::vector<int> bits = bits_by_balance(sample);
  std::optional<Split> best;
  double least = 0;
  for (int way = 0; way < 3; ++way) {
    for (int chosen = 1; chosen <= kMostChosen; ++chosen) {
      Split split = deal(bits, within + chosen, chosen);
      const double found = cost(split, sample, hashes.size());
      if (!best || found < least) best = std::move(split), least = found;
    }
    std::ranges::shuffle(bits, random);
  }
  return *std::move(best);
}

}  // namespace near_pairs
