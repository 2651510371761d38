// SPDX-License-Identifier: Apache-2.0
// What runs between a fork and the phase that the child is for. It allocates nothing and takes no
// lock: only system calls that are safe there.
#pragma once

#include <sys/types.h>

namespace accel {

/// Makes this process die with `parent`; ends it at once when that is gone already.
void die_with_parent(pid_t parent);
/// In a fresh child: dies with its parent, and takes every signal as a fresh program does.
void begin_child(pid_t parent);

}  // namespace accel
