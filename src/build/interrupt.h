// SPDX-License-Identifier: Apache-2.0
// Ctrl-C, SIGTERM and SIGHUP during a build: noted, and waited for together with what the build
// waits for, so that nothing is left running and nothing is cut off halfway.
#pragma once

#include "base/process.h"

#include <thread>

namespace accel {

/// Thrown where a build was waiting. Not a std::exception: a script must not take it for a failure.
struct Interrupted {};

void watch_interrupts();
bool is_interrupted();

/// While it lives, an interrupt ends all child processes of this one, again and again: for work that
/// knows nothing of interrupts, and then finds its children killed.
class EndChildrenOnInterrupt {
 public:
  EndChildrenOnInterrupt();
  EndChildrenOnInterrupt(const EndChildrenOnInterrupt&) = delete;
  EndChildrenOnInterrupt& operator=(const EndChildrenOnInterrupt&) = delete;
  ~EndChildrenOnInterrupt();

 private:
  Fd stop_;  ///< an event
  std::thread thread_;
};

/// Waits for `child`; when an interrupt comes, has it end first (SIGTERM, after `grace_seconds`
/// SIGKILL).
ProcessStatus wait_interruptibly(Child& child, int grace_seconds);

}  // namespace accel
