// SPDX-License-Identifier: Apache-2.0
// stat_files FOLDER: what finding out that no file has changed costs at least: reads the folder,
// sorts the names, and looks at every file, with two threads. Prints how many files there are.
#include <dirent.h>
#include <sys/stat.h>

#include <atomic>
#include <thread>

#include "workers.h"

namespace {

std::vector<std::string> sorted_paths(const std::string& folder) {
  std::vector<std::string> paths;
  DIR* stream = ::opendir(folder.c_str());
  if (stream == nullptr) bench::fail("cannot read " + folder);
  while (const dirent* entry = ::readdir(stream)) {
    if (entry->d_name[0] != '.') paths.push_back(folder + "/" + entry->d_name);
  }
  ::closedir(stream);
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) bench::fail("usage: stat_files FOLDER");
  const std::vector<std::string> paths = sorted_paths(arguments[1]);
  std::atomic<long> found = 0;
  const auto look = [&](std::size_t first, std::size_t last) {
    long seen = 0;
    for (std::size_t i = first; i < last; ++i) {
      struct stat about;
      if (::stat(paths[i].c_str(), &about) == 0 && S_ISREG(about.st_mode)) ++seen;
    }
    found += seen;
  };
  std::thread other(look, paths.size() / 2, paths.size());
  look(0, paths.size() / 2);
  other.join();
  std::printf("%ld\n", found.load());
}
