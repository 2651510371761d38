// SPDX-License-Identifier: Apache-2.0
// write_hashes: names and 64-bit hashes. Half of the rows come in clusters of eight, whose hashes
// are a random one with 0, 1 ... 7 changed bits; the others are random.
#include <accel/method.h>

#include <random>

struct WriteHashes : accel::Method {
  std::int64_t rows = option("rows", 1'000'000);
  accel::Writer out = writer(accel::uint64("dhash"), accel::text("filename"));

  static std::uint64_t random_hash(std::int64_t number) {
    return std::mt19937_64(static_cast<std::uint64_t>(number))();
  }
  static std::uint64_t hash_of(std::int64_t row) {
    if (row % 16 < 8) return random_hash(row);
    std::uint64_t hash = random_hash(row / 16 * 16 + 8);
    for (std::int64_t i = 8; i < row % 16; ++i) {
      hash ^= std::uint64_t{1} << (random_hash(row * 16 + i) % 64);
    }
    return hash;
  }

  void analysis(int slice) {
    const std::int64_t last = rows * (slice + 1) / slices();
    for (std::int64_t i = rows * slice / slices(); i < last; ++i) {
      out.write(hash_of(i), "picture " + std::to_string(i) + ".jpg");
    }
  }
};
ACCEL_METHOD(WriteHashes)
