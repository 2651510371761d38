// SPDX-License-Identifier: Apache-2.0
// Work shared out to a few threads that have ended when it is done.
#pragma once

#include "base/file.h"

#include <cstddef>
#include <functional>
#include <thread>

namespace accel {

/// Calls work(0) ... work(count - 1), each in a thread of its own, work(0) in this one; those for
/// which the system has no thread come after it here. What one throws is thrown when all have
/// ended, of several the first by number.
void in_threads(std::size_t count, const std::function<void(std::size_t)>& work);

/// A thread that calls `work`. Throws SystemError when the system has none left.
std::thread start_thread(std::function<void()> work);

}  // namespace accel
