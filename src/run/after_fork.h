// SPDX-License-Identifier: Apache-2.0
// The first steps of a forked child, in whatever process. These are system calls only, which are
// safe whatever threads the parent had. What a job's processes do next allocates (a channel makes
// texts): each is forked by a process of one thread (refuse_threads), so that no lock is held.
#pragma once

#include <sys/types.h>

namespace accel {

/// Makes this process die with `parent`; ends it at once when that is gone already.
void die_with_parent(pid_t parent);
/// In a fresh child: dies with its parent, and takes every signal as a fresh program does.
void begin_child(pid_t parent);

}  // namespace accel
