// SPDX-License-Identifier: Apache-2.0
// plain_rows write FOLDER ROWS: writes rows of (int64, float64, text) to plain files, one a column
// (and one of the texts' ends), as loops and buffers of our own would, and syncs them.
// plain_rows read FOLDER: reads them through mappings, row by row. Both print seconds and sums.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cstdint>
#include <cstring>
#include <string_view>

#include "../methods/words.h"
#include "workers.h"

namespace {

class Output {
 public:
  explicit Output(const std::string& path)
      : file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666)) {
    if (file_ < 0) bench::fail("cannot write " + path);
    buffer_.reserve(kBuffer);
  }
  void add(const void* data, std::size_t size) {
    if (buffer_.size() + size > kBuffer) flush();
    buffer_.append(static_cast<const char*>(data), size);
  }
  void finish() {
    flush();
    if (::fdatasync(file_) != 0) bench::fail("cannot sync");
    ::close(file_);
  }

 private:
  static constexpr std::size_t kBuffer = 1 << 20;
  void flush() {
    const auto written = ::write(file_, buffer_.data(), buffer_.size());
    if (written != static_cast<ssize_t>(buffer_.size())) bench::fail("cannot write");
    buffer_.clear();
  }
  int file_;
  std::string buffer_;
};

template <class T>
const T* map_file(const std::string& path, std::size_t& count) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat about;
  if (file < 0 || ::fstat(file, &about) != 0) bench::fail("cannot read " + path);
  const auto size = static_cast<std::size_t>(about.st_size);
  void* data = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, file, 0);
  if (data == MAP_FAILED) bench::fail("cannot map " + path);
  ::close(file);
  count = size / sizeof(T);
  return static_cast<const T*>(data);
}

void write_rows(const std::string& folder, std::int64_t rows) {
  Output numbers(folder + "/numbers"), reals(folder + "/reals"), texts(folder + "/texts"),
      ends(folder + "/ends");
  std::int64_t end = 0;
  for (std::int64_t i = 0; i < rows; ++i) {
    const double real = 0.5 * static_cast<double>(i);
    const std::string_view word = bench::word(i);
    end += static_cast<std::int64_t>(word.size());
    numbers.add(&i, sizeof i);
    reals.add(&real, sizeof real);
    texts.add(word.data(), word.size());
    ends.add(&end, sizeof end);
  }
  for (Output* output : {&numbers, &reals, &texts, &ends}) output->finish();
}

std::int64_t read_rows(const std::string& folder) {
  std::size_t rows = 0;
  std::size_t bytes = 0;
  const auto* numbers = map_file<std::int64_t>(folder + "/numbers", rows);
  const auto* reals = map_file<double>(folder + "/reals", rows);
  const auto* ends = map_file<std::int64_t>(folder + "/ends", rows);
  const auto* texts = map_file<char>(folder + "/texts", bytes);
  bench::Sums sums;
  std::int64_t begin = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    sums.add(numbers[i], reals[i], {texts + begin, static_cast<std::size_t>(ends[i] - begin)});
    begin = ends[i];
  }
  return sums.total();
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) bench::fail("usage: plain_rows write FOLDER ROWS | read FOLDER");
  const bool writes = std::string_view(arguments[1]) == "write" && count == 4;
  std::int64_t total = 0;
  const auto start = std::chrono::steady_clock::now();
  if (writes) {
    write_rows(arguments[2], std::atoll(arguments[3]));
  } else {
    total = read_rows(arguments[2]);
  }
  std::printf("{\"seconds\": %.6f, \"total\": %lld}\n", bench::seconds_since(start),
              static_cast<long long>(total));
}
