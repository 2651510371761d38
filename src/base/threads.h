// SPDX-License-Identifier: Apache-2.0
// Work divided among a few threads, which have ended when it is done.
#pragma once

#include "base/file.h"

#include <cstddef>
#include <functional>
#include <thread>

namespace accel {

/// Calls work(0) ... work(count - 1), each in its own thread, work(0) in this one. If the system
/// has no thread for some, they run here after it. If calls throw, the exception of the first by
/// number is thrown when all have ended.
void in_threads(std::size_t count, const std::function<void(std::size_t)>& work);

/// A thread that calls `work`. Throws SystemError when the system has none left.
std::thread start_thread(std::function<void()> work);

}  // namespace accel
