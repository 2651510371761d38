// SPDX-License-Identifier: Apache-2.0
// Ctrl-C, SIGTERM and SIGHUP during a build: noted, and waited for together with what the build
// waits for, so that nothing is left running and nothing is cut off halfway. The first ends
// everything in order, the second at once.
#pragma once

#include "base/process.h"

#include <poll.h>

#include <thread>
#include <vector>

namespace accel {

/// Thrown where a build was waiting. Not a std::exception: a script must not take it for a failure.
struct Interrupted {};

/// SIGHUP stays ignored where it was (nohup).
void watch_interrupts();
/// In a fork of the process that watches: a signal that `parent` passes on is not a second
/// interrupt, because both get a Ctrl-C from the terminal.
void expect_interrupts_from(pid_t parent);
bool is_interrupted();

/// While it exists, an interrupt ends all programs that run_captured() runs, and those that it
/// starts later. For compiling, which does not handle interrupts: it finds its compilers killed.
class EndProgramsOnInterrupt {
 public:
  EndProgramsOnInterrupt();
  EndProgramsOnInterrupt(const EndProgramsOnInterrupt&) = delete;
  EndProgramsOnInterrupt& operator=(const EndProgramsOnInterrupt&) = delete;
  ~EndProgramsOnInterrupt();

 private:
  Fd stop_;  ///< an event
  std::thread thread_;
};

/// False when that time has passed (-1: never), or when `other` is readable, before `child` has
/// ended or an interrupt has come. A descriptor of -1 is ignored.
bool has_ended(const Child& child, int milliseconds, int other);

/// Waits until one of the descriptors is ready, an interrupt comes, or that time has passed (-1: no
/// limit). Sets `revents` of all. Ignores a descriptor of -1.
void wait_for_any(std::vector<pollfd>& polls, int milliseconds);

/// Waits for `child`. An interrupt sends it SIGTERM, a second interrupt another. If it has not
/// ended `grace_seconds` after the first or one second after the second, it gets SIGKILL.
ProcessStatus wait_interruptibly(Child& child, int grace_seconds);
/// After an interrupt: ends all of them in the same way, and waits until they have ended.
void end_in_order(const std::vector<Child*>& children, int grace_seconds);

/// Waits until `fd` is readable. False if an interrupt comes first.
bool wait_interruptibly(int fd);

}  // namespace accel
