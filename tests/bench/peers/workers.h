// SPDX-License-Identifier: Apache-2.0
// What the peers in C++ share: the files of a folder, and work in forked processes.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace bench {

inline std::vector<std::string> files_of(const std::string& folder) {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

inline std::vector<char> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

[[noreturn]] inline void fail(const std::string& what) {
  std::fprintf(stderr, "%s\n", what.c_str());
  std::_Exit(1);
}

inline double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Calls work(0) ... work(count - 1), each in a process of its own, and waits for all.
template <class Work>
void fork_workers(int count, const Work& work) {
  for (int worker = 0; worker < count; ++worker) {
    if (::fork() == 0) {
      work(worker);
      std::_Exit(0);
    }
  }
  for (int worker = 0; worker < count; ++worker) {
    int status = 0;
    if (::wait(&status) < 0 || status != 0) fail("a worker failed");
  }
}

}  // namespace bench
