// SPDX-License-Identifier: Apache-2.0
// The system calls that a caged process may not make (seccomp(2)): those that reach what Landlock
// does not guard. They fail with EPERM; the process goes on.
#pragma once

namespace accel {

/// Whether this kernel, on this processor, can filter system calls.
bool has_call_filter();

/// From here on, for this thread and all that it starts. The process must not gain privileges by
/// then (PR_SET_NO_NEW_PRIVS).
void enter_call_filter();

}  // namespace accel
