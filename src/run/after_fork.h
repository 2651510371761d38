// SPDX-License-Identifier: Apache-2.0
// The first steps of every forked child. They only make system calls, which are safe however many
// threads the parent had. What a job's processes do next allocates memory (a channel makes texts).
// So each of them is forked by a process with one thread (refuse_threads), in which no other thread
// can hold a lock.
#pragma once

#include <sys/types.h>

namespace accel {

/// Makes this process die with `parent`; ends it at once if `parent` is already gone.
void die_with_parent(pid_t parent);
/// In a new child: makes it die with its parent, and handle every signal like a new program.
void begin_child(pid_t parent);

}  // namespace accel
