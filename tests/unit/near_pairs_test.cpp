// SPDX-License-Identifier: Apache-2.0
// Pairs of near hashes, compared with those that comparing all of them finds.
#include "../../methods/near_pairs.h"

#include <gtest/gtest.h>

#include <set>

namespace near_pairs {
namespace {

constexpr std::size_t kAll = 1'000'000;

std::vector<Pair> by_comparing_all(const std::vector<Hash>& hashes, int within) {
  std::vector<Pair> pairs;
  for (const Hash a : hashes) {
    for (const Hash b : hashes) {
      if (a < b && std::popcount(a ^ b) <= within) pairs.push_back({a, b});
    }
  }
  std::ranges::sort(pairs);
  return pairs;
}

void expect_all_pairs(const std::set<Hash>& set) {
  const std::vector<Hash> hashes(set.begin(), set.end());
  for (int within = 0; within <= 16; ++within) {
    const auto found = find(hashes, within, kAll, 2);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(*found, by_comparing_all(hashes, within)) << within;
  }
}

/// `count` random hashes, each with `near` others that differ from it in 1 to 20 bits.
std::set<Hash> clusters(std::size_t count, int near, std::uint64_t seed, Hash changing = ~Hash{0}) {
  std::mt19937_64 random(seed);
  std::set<Hash> hashes;
  for (std::size_t i = 0; i < count; ++i) {
    const Hash centre = random() & changing;
    hashes.insert(centre);
    for (int j = 0; j < near; ++j) {
      Hash other = centre;
      for (std::uint64_t bits = random() % 20 + 1; bits > 0; --bits) {
        other ^= (Hash{1} << random() % 64) & changing;
      }
      hashes.insert(other);
    }
  }
  return hashes;
}

TEST(NearPairs, AreThoseOfAFullComparison) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) expect_all_pairs(clusters(100, 5, seed));
}

TEST(NearPairs, AreFoundWhereBitsAreConstantOrDependOnEachOther) {
  expect_all_pairs(clusters(60, 5, 4, 0xFFFFF));
  expect_all_pairs(clusters(60, 5, 5, 0xF0F0'0000'0000'0001));
  std::set<Hash> twice;  // each bit occurs twice
  for (const Hash hash : clusters(60, 5, 6, 0xFFFF'FFFF)) twice.insert(hash << 32 | hash);
  expect_all_pairs(twice);
}

TEST(NearPairs, AreFoundForTheFirstAndTheLastHash) {
  std::set<Hash> hashes = {0, ~Hash{0}};
  for (int bit = 0; bit < 64; ++bit) {
    hashes.insert(Hash{1} << bit);
    hashes.insert(~(Hash{1} << bit));
  }
  expect_all_pairs(hashes);
  expect_all_pairs({});
  expect_all_pairs({7});
  expect_all_pairs({0, ~Hash{0}});
}

TEST(NearPairs, DoNotDependOnTheNumberOfThreadsOrTheWayOfComparing) {
  const std::set<Hash> set = clusters(400, 5, 7);
  const std::vector<Hash> hashes(set.begin(), set.end());
  for (const int within : {1, 4, 9}) {
    const auto one = find(hashes, within, kAll, 1);
    EXPECT_EQ(one, find(hashes, within, kAll, 3));
    EXPECT_EQ(one, find(hashes, within, kAll, 16));
  }
  const Split split = best_split(hashes, 4);
  const std::vector<Choice> all = choices(split);
  std::vector<Pair> first, second;
  compare_anywhere(hashes, {&split, all[0].blocks, 0}, 4, kAll, first);
  best_compare()(hashes, {&split, all[0].blocks, 0}, 4, kAll, second);
  EXPECT_EQ(first, second);
  EXPECT_FALSE(first.empty());
}

TEST(NearPairs, AreNotListedIfThereAreTooMany) {
  std::vector<Hash> hashes(1 << 18);  // all of them: 3e9 pairs within 4 bits
  std::iota(hashes.begin(), hashes.end(), Hash{0xABCD} << 40);
  EXPECT_EQ(find(hashes, 4, 1000, 2), std::nullopt);
  const std::vector<Hash> four = {0, 1, 2, 3};
  EXPECT_EQ(find(four, 1, 4, 2)->size(), 4U);
  EXPECT_EQ(find(four, 1, 3, 2), std::nullopt);
  EXPECT_EQ(find(four, 0, 0, 2)->size(), 0U);
}

TEST(BestSplit, ChoosesMoreBlocksWhereHashesAgreeInMostBits) {
  std::set<Hash> random_hashes, dense;
  std::mt19937_64 random(8);
  while (dense.size() < 100'000) {
    random_hashes.insert(random());
    dense.insert(random() & 0xFFFFF);
  }
  const auto chosen = [](const std::set<Hash>& set) {
    return best_split(std::vector<Hash>(set.begin(), set.end()), 4).chosen;
  };
  EXPECT_EQ(chosen(random_hashes), 1);
  EXPECT_GT(chosen(dense), 1);
}

TEST(BestSplit, SpreadsTheBitsThatVary) {
  std::set<Hash> set;
  std::mt19937_64 random(9);
  while (set.size() < 3000) set.insert(random() & 0xFFFF'FFFF'0000'0000);
  const Split split = best_split(std::vector<Hash>(set.begin(), set.end()), 4);
  for (const Hash block : split.blocks) EXPECT_GE(std::popcount(block >> 32), 3);
}

}  // namespace
}  // namespace near_pairs
