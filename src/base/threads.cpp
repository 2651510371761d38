// SPDX-License-Identifier: Apache-2.0
#include "base/threads.h"

#include <exception>
#include <system_error>
#include <utility>
#include <vector>

namespace accel {

std::thread start_thread(std::function<void()> work) {
  try {
    return std::thread(std::move(work));
  } catch (const std::system_error& error) {
    throw SystemError("start", "a thread", error.code().value());
  }
}

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
    for (; started < count; ++started)
      threads.push_back(start_thread([&run, started] { run(started); }));
  } catch (const SystemError&) {  // no more threads are to be had
  }
  for (std::size_t i = 0; i < count; i = i == 0 ? started : i + 1) run(i);
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
}

}  // namespace accel
