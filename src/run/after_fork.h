// SPDX-License-Identifier: Apache-2.0
// The first steps of a forked child, in whatever process. These are system calls only, which are
// safe whatever threads the parent had. What a job's processes do next allocates (a channel makes
// texts): each is forked by a process of one thread (refuse_threads), so that no lock is held.
#pragma once

#include <sys/types.h>

namespace accel {

/// Makes this process die with `parent`; ends it at once if `parent` is already gone.
void die_with_parent(pid_t parent);
/// In a new child: makes it die with its parent, and handle every signal like a new program.
void begin_child(pid_t parent);

}  // namespace accel
