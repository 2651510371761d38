// SPDX-License-Identifier: Apache-2.0
// write_files FROM TO: writes the files of one folder into another, in two forked processes, and
// syncs once at the end. They are read before the clock starts. Prints the seconds.
#include <fcntl.h>

#include "workers.h"

namespace {

void write_file(const std::string& path, const std::vector<char>& bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file < 0) bench::fail("cannot write " + path);
  const auto written = ::write(file, bytes.data(), bytes.size());
  if (written != static_cast<ssize_t>(bytes.size())) bench::fail("cannot write " + path);
  ::close(file);
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) bench::fail("usage: write_files FROM TO");
  const std::string to = arguments[2];
  std::vector<std::string> paths;
  std::vector<std::vector<char>> contents;
  for (const std::string& path : bench::files_of(arguments[1])) {
    paths.push_back(to + "/" + std::filesystem::path(path).filename().string());
    contents.push_back(bench::read_file(path));
  }
  const auto start = std::chrono::steady_clock::now();
  bench::fork_workers(2, [&](int worker) {
    for (std::size_t i = static_cast<std::size_t>(worker); i < paths.size(); i += 2) {
      write_file(paths[i], contents[i]);
    }
  });
  const int folder = ::open(to.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0 || ::syncfs(folder) != 0) bench::fail("cannot sync " + to);
  std::printf("{\"seconds\": %.6f}\n", bench::seconds_since(start));
}
