// SPDX-License-Identifier: Apache-2.0
// What stands in a file and in its summary, and what happens when the system refuses.
#include "column_cells.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <csignal>
#include <limits>
#include <thread>

namespace accel::test {
namespace {

class ColumnFileTest : public ::testing::Test {
 protected:
  std::string path() const { return folder_.path() + "/c.0.arrow"; }
  ColumnFile written(const ColumnSpec& spec, const Cells& cells) const {
    return write_column(path(), spec, true, cells);
  }

 private:
  TemporaryFolder folder_;
};

// A change here is a change of the format: it must be meant.
TEST_F(ColumnFileTest, IsTheSameBytesAsEver) {
  const ColumnFile texts = written(text("name"), {text_cell("abc"), absent(), text_cell("räka")});
  EXPECT_EQ(texts.checksum.hex(), "32af995f56e9a30b223f2b4ae1c25266");
  EXPECT_EQ(texts.bytes, 682U);
  const std::vector<float> numbers{1, 2, 3};
  const ColumnFile lists = written(list<float>("v", 3), {list_cell(numbers), list_cell(numbers)});
  EXPECT_EQ(lists.checksum.hex(), "9a83a33b1c152bfff396b3cc7ad9c794");
  EXPECT_EQ(written(json("shape"), {json_cell("[1, 2]")}).checksum.hex(),
            "bb08d40725e9c36eeda4b2bde24bef92");
}

TEST_F(ColumnFileTest, HasTheShapeOfATensorInItsMetadata) {
  const std::vector<float> numbers(6);
  const ColumnFile tensors = written(tensor<float>("v", {1, 2, 3}), {list_cell(numbers)});
  EXPECT_EQ(tensors.checksum.hex(), "af0b6b865e3b557dcebb6f704f8290ef");
  EXPECT_NE(read_file(path()).find("accel:shape"), std::string::npos);
  EXPECT_NE(read_file(path()).find("[1,2,3]"), std::string::npos);
  written(list<float>("v", 6), {list_cell(numbers)});
  EXPECT_EQ(read_file(path()).find("accel:shape"), std::string::npos);
}

TEST_F(ColumnFileTest, BeginsAndEndsAsAnArrowFileAndAlignsItsBuffersTo64) {
  for (const Sample& sample : samples()) {
    const ColumnFile file = written(sample.spec, sample.cells);
    const std::string contents = read_file(path());
    EXPECT_EQ(contents.size(), file.bytes);
    EXPECT_TRUE(contents.starts_with(std::string_view("ARROW1\0\0", 8)));
    EXPECT_TRUE(contents.ends_with("ARROW1"));
    const Memory memory(contents);
    ColumnReader reader(path(), memory.bytes());
    const detail::Batch batch = reader.batch(0);
    for (const void* part :
         {static_cast<const void*>(batch.validity), batch.offsets, batch.values}) {
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(part) % 64, 0U) << column_type_name(sample.spec);
    }
  }
}

TEST_F(ColumnFileTest, ClosesABatchBeforeItsBodyIsOverTheBound) {
  const std::vector<float> numbers{1, 2, 3};
  const auto body_of = [&](const ColumnSpec& spec, const Cell& value, std::size_t bits) {
    ColumnWriter writer(path(), spec, true);
    writer.append(absent());
    for (std::size_t row = 0; row < kBatchBound * 8 / bits + kListRows; ++row) writer.append(value);
    writer.finish();
    ColumnReader reader(path());
    EXPECT_GT(reader.batch_count(), 1U);
    const detail::Batch batch = reader.batch(0);
    const auto size = (static_cast<std::size_t>(batch.rows) * bits + 7) / 8;
    const auto* begin = static_cast<const std::uint8_t*>(batch.values);
    return static_cast<std::size_t>(begin - batch.validity) + arrow_padded(size);
  };
  const std::vector<float> many(64 * 1024);
  const std::size_t large = body_of(list<float>("v", 64 * 1024), list_cell(many), 64 * 1024 * 32);
  EXPECT_LE(large, kListRows * 256 * 1024 + 128) << "32 rows in place of 4";
  EXPECT_GE(large, kListRows * 256 * 1024);
  for (const std::size_t body :
       {body_of(boolean("o"), boolean_cell(true), 1), body_of(int32("i"), whole_cell(1), 32),
        body_of(float64("f"), real_cell(1), 64),
        body_of(list<float>("v", 3), list_cell(numbers), 96)}) {
    EXPECT_LE(body, kBatchBound);
    EXPECT_GE(body, kBatchBound - 128);
  }
}

TEST_F(ColumnFileTest, IsSummedUpWithItsChecksumAsTheFileHasIt) {
  for (const Sample& sample : samples()) {
    const ColumnFile file = written(sample.spec, sample.cells);
    EXPECT_EQ(file.checksum, digest_of_file(path()));
    EXPECT_EQ(file.rows, static_cast<std::int64_t>(sample.cells.size()));
  }
}

TEST_F(ColumnFileTest, HoldsNothingOfWhatAnAbsentValueMayCarry) {
  for (const Sample& sample : samples()) {
    Cell carrying = sample.cells[0].kind == Cell::Kind::absent ? sample.cells[1] : sample.cells[0];
    carrying.kind = Cell::Kind::absent;
    EXPECT_EQ(written(sample.spec, {carrying}).checksum, written(sample.spec, {absent()}).checksum);
  }
}

TEST_F(ColumnFileTest, IsWrittenOverWhatAnUnfinishedRunLeft) {
  write_file(path(), std::string(10'000, 'x'));
  const ColumnFile file = written(int32("n"), {whole_cell(1)});
  EXPECT_EQ(file.bytes, read_file(path()).size());
}

TEST_F(ColumnFileTest, HasNoFooterWithoutFinish) {
  { ColumnWriter(path(), int32("n"), false).append(whole_cell(1)); }
  EXPECT_NE(error_of([&] { ColumnReader reader(path()); }), "");
}

TEST_F(ColumnFileTest, IsSyncedWhenAsked) {
  ColumnWriter writer(path(), int32("n"), false);
  writer.append(whole_cell(1));
  EXPECT_EQ(writer.finish(Durable::yes).rows, 1);
}

TEST_F(ColumnFileTest, KnowsItsSmallestAndLargestNumber) {
  const auto numbers =
      written(int32("n"), {whole_cell(5), absent(), whole_cell(-7), unsigned_cell(9)});
  EXPECT_EQ(numbers.min, Value(-7));
  EXPECT_EQ(numbers.max, Value(9));
  const auto large = written(uint64("n"), {unsigned_cell(UINT64_MAX), absent()});
  EXPECT_EQ(large.min, Value(UINT64_MAX)) << "the zero of an absent value does not count";
  EXPECT_EQ(large.max, Value(UINT64_MAX));
}

TEST_F(ColumnFileTest, KnowsItsExtremesOverManyBatches) {
  ColumnWriter writer(path(), int64("n"), false);
  for (int i = 0; i < 400'000; ++i) writer.append(whole_cell(i == 250'000 ? -1 : i));
  const ColumnFile file = writer.finish();
  EXPECT_EQ(file.min, Value(-1));
  EXPECT_EQ(file.max, Value(399'999));
}

TEST_F(ColumnFileTest, SkipsNaNInItsExtremes) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const auto some = written(float64("f"), {real_cell(kNaN), real_cell(2.5), real_cell(kNaN)});
  EXPECT_EQ(some.min, Value(2.5));
  EXPECT_EQ(some.max, Value(2.5));
  EXPECT_FALSE(written(float32("f"), {real_cell(kNaN), absent()}).min);
  const auto infinite = written(float32("f"), {real_cell(kInfinity)});
  EXPECT_EQ(infinite.min, Value(kInfinity));
  EXPECT_EQ(infinite.max, Value(kInfinity));
}

TEST_F(ColumnFileTest, GivesExtremesOfDatesAsText) {
  const auto dates = written(date("d"), {date_cell(19782), absent(), date_cell(-1)});
  EXPECT_EQ(dates.min, Value("1969-12-31"));
  EXPECT_EQ(dates.max, Value("2024-02-29"));
  const auto times = written(datetime("d"), {datetime_cell(1709210096789001)});
  EXPECT_EQ(times.max, Value("2024-02-29T12:34:56.789001"));
  const auto far = written(date("d"), {date_cell(INT32_MAX), date_cell(0), date_cell(INT32_MIN)});
  EXPECT_FALSE(far.min || far.max) << "no text says these years";
  const auto far_times =
      written(datetime("d"), {datetime_cell(INT64_MIN), datetime_cell(INT64_MAX)});
  EXPECT_FALSE(far_times.min || far_times.max);
}

TEST_F(ColumnFileTest, HasNoExtremesOfOtherTypes) {
  for (const Sample& sample : samples()) {
    if (number_width(sample.spec.type) != 0) continue;
    const ColumnFile file = written(sample.spec, sample.cells);
    EXPECT_FALSE(file.min || file.max) << column_type_name(sample.spec);
  }
}

TEST_F(ColumnFileTest, NamesItsPathWhenItCannotBeMade) {
  const std::string missing = path() + "/no/such";
  EXPECT_EQ(error_of([&] { ColumnWriter(missing, int32("n"), false); }),
            "cannot create '" + missing + "': No such file or directory");
}

TEST_F(ColumnFileTest, NamesItsPathAndSaysWhatToDoWhenTheDiskIsFull) {
  EXPECT_EQ(error_of([&] { ColumnWriter("/dev/full", int32("n"), false); }),
            "cannot write '/dev/full': No space left on device\n"
            "  make room on that disk, then run again");
}

/// While it lives, no file grows over `size` bytes.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t size) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    handler_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{size, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int) = SIG_DFL;
};

TEST_F(ColumnFileTest, IsLostAfterAWriteThatFailed) {
  const std::string value(600'000, 'v');
  const std::string error = "cannot write '" + path() + "': File too large";
  ColumnWriter writer(path(), bytes("b"), false);
  {
    const FileSizeLimit limit(1'000'000);
    EXPECT_EQ(error_of([&] {
                for (int i = 0; i < 3; ++i) writer.append(bytes_cell(value));
              }),
              error);
  }
  EXPECT_EQ(error_of([&] { writer.finish(); }), error) << "there is room now, but a hole before";
}

void ignore_signal(int) {}

TEST_F(ColumnFileTest, IsWrittenWholeThroughShortWritesAndSignals) {
  struct sigaction action {};
  struct sigaction before {};
  action.sa_handler = ignore_signal;  // without SA_RESTART
  ::sigaction(SIGUSR1, &action, &before);
  ASSERT_EQ(::mkfifo(path().c_str(), 0600), 0);
  const pthread_t writing = ::pthread_self();
  Hasher hasher;
  std::uint64_t size = 0;
  std::jthread reading([&] {
    const Fd fd(::open(path().c_str(), O_RDONLY | O_CLOEXEC));
    char part[5000];
    for (int i = 0;; ++i) {
      const ssize_t n = ::read(fd.get(), part, sizeof part);
      if (n <= 0) return;
      hasher.add(part, static_cast<std::size_t>(n));
      size += static_cast<std::uint64_t>(n);
      // The first signal ends a write in its middle, the second meets one that has not begun. The
      // writer cannot be through yet.
      for (int n_signals = 0; i < 200 && n_signals < 2; ++n_signals) {
        ::pthread_kill(writing, SIGUSR1);
        ::usleep(200);
      }
    }
  });
  const std::string value(3'000'000, 'v');
  ColumnFile file;
  {
    ColumnWriter writer(path(), bytes("b"), true);
    for (int i = 0; i < 3; ++i) writer.append(bytes_cell(value));
    file = writer.finish();
  }
  reading.join();
  ::sigaction(SIGUSR1, &before, nullptr);
  EXPECT_EQ(size, file.bytes);
  EXPECT_EQ(hasher.digest(), file.checksum);
}

}  // namespace
}  // namespace accel::test
