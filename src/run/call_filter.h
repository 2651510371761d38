// SPDX-License-Identifier: Apache-2.0
// The system calls that a caged process may not make (seccomp(2)): those for resources that
// Landlock does not protect. They fail with EPERM; the process continues.
#pragma once

namespace accel {

/// Whether this kernel, on this processor, can filter system calls.
bool has_call_filter();

/// Filters the calls of this thread and of all threads and processes that it starts from now on.
/// PR_SET_NO_NEW_PRIVS must be set before.
void enter_call_filter();

}  // namespace accel
