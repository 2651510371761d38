// SPDX-License-Identifier: Apache-2.0
// Memory stays bounded, whatever a column holds: what was read is given back, what was written
// waits for no more than a batch.
#include <accel/testing.h>

#include <gtest/gtest.h>

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <new>

namespace {
std::atomic<std::int64_t> allocations = 0;
}

// Counts for this whole program and its libraries. Not inlined: g++ would take malloc and delete
// for a mismatch.
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
[[gnu::noinline]] void* operator new(std::size_t size) {
  if (void* memory = operator new(size, std::nothrow)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace accel {
namespace {

constexpr std::int32_t kLength = 4096;  // 32 KiB a row
constexpr int kRows = 9600;             // 300 MiB
constexpr std::int64_t kAllowed = 32 << 20;

/// Bytes of this process that are in memory, mapped files included.
std::int64_t resident() {
  std::ifstream file("/proc/self/statm");
  std::int64_t all = 0;
  std::int64_t resident = 0;
  file >> all >> resident;
  return resident * ::sysconf(_SC_PAGESIZE);
}

/// The most that memory has grown since it was made.
class Growth {
 public:
  void look() { most_ = std::max(most_, resident() - before_); }
  std::int64_t most() const { return most_; }

 private:
  std::int64_t before_ = resident();
  std::int64_t most_ = 0;
};

TEST(ColumnMemory, StaysFlatOver300MebibytesWrittenAndRead) {
  testing::Sandbox sandbox(1);
  const auto column = list<std::int64_t>("v", kLength);
  std::vector<std::int64_t> numbers(kLength);
  Growth writing;
  auto maker = sandbox.dataset(column);
  for (int row = 0; row < kRows; ++row) {
    for (std::int64_t& number : numbers) number = row;
    maker.row(numbers);
    if (row % 100 == 0) writing.look();
  }
  const Dataset dataset = maker.make();
  writing.look();
  EXPECT_LT(writing.most(), kAllowed);

  std::int64_t sum = 0;
  Growth spans;
  for (std::span<const std::int64_t> values : dataset.spans(column)) {
    for (const std::int64_t value : values) sum += value;
    spans.look();
  }
  EXPECT_LT(spans.most(), kAllowed);

  Growth rows;
  int row = 0;
  for (std::span<const std::int64_t> values : dataset.rows(column)) {
    for (const std::int64_t value : values) sum -= value;
    if (++row % 100 == 0) rows.look();  // looking takes memory too, which asan keeps
  }
  EXPECT_LT(rows.most(), kAllowed);
  EXPECT_EQ(sum, 0);
}

TEST(ColumnMemory, StaysFlatWhenAColumnIsOpened) {
  testing::Sandbox sandbox(1);
  auto maker = sandbox.dataset(text("t"));
  const std::string line(1000, 'x');
  for (int row = 0; row < 300'000; ++row) maker.row(line);
  const Dataset dataset = maker.make();
  Growth opening;
  for (std::string_view first : dataset.rows(text("t"))) {
    opening.look();
    EXPECT_EQ(first, line);
    break;
  }
  EXPECT_LT(opening.most(), kAllowed);
}

TEST(ColumnMemory, IsNotAllocatedRowByRow) {
  constexpr std::int64_t kMany = 200'000;  // in some ten batches
  testing::Sandbox sandbox(1);
  const std::string name = "longer than what a std::string holds in itself";
  auto maker = sandbox.dataset(int64("n"), float64("x"), text("name"));
  const std::int64_t before = allocations;
  for (std::int64_t n = 0; n < kMany; ++n) maker.row(n, 0.5, name);
  const std::int64_t written = allocations;
  EXPECT_GT(written, before) << "batches do: what the library allocates is counted";
  EXPECT_LT(written - before, 1000);
  const Dataset dataset = maker.make();
  const std::int64_t made = allocations;
  std::int64_t sum = 0;
  for (auto [n, x, text] : dataset.rows(int64("n"), float64("x"), text("name"))) sum += n;
  EXPECT_LT(allocations - made, 1000);
  EXPECT_EQ(sum, kMany * (kMany - 1) / 2);
}

}  // namespace
}  // namespace accel
