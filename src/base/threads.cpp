// SPDX-License-Identifier: Apache-2.0
#include "base/threads.h"

#include <exception>
#include <thread>
#include <vector>

namespace accel {

void in_threads(std::size_t count, const std::function<void(std::size_t)>& work) {
  std::vector<std::exception_ptr> errors(count);
  const auto run = [&](std::size_t i) {
    try {  // the edge of a thread
      work(i);
    } catch (...) {
      errors[i] = std::current_exception();
    }
  };
  std::vector<std::thread> threads;
  threads.reserve(count);
  std::size_t started = 1;
  try {
    for (; started < count; ++started) threads.emplace_back(run, started);
  } catch (const std::exception&) {  // no more threads are to be had
  }
  for (std::size_t i = 0; i < count; i = i == 0 ? started : i + 1) run(i);
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
}

SystemError thread_error(const std::system_error& error) {
  return {"start", "a thread", error.code().value()};
}

}  // namespace accel
