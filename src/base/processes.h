// SPDX-License-Identifier: Apache-2.0
// The processes of this machine, as /proc shows them. They come and go, and may be other users':
// what cannot be found out about one is left out, and never an error.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace accel {

/// The ids of all running processes.
std::vector<pid_t> list_processes();
/// The words that a process was started with; empty when it is gone.
std::vector<std::string> command_words(pid_t pid);
/// Also empty if the list cannot be read now (for example, no descriptor is free), and without some
/// while others exit: the caller tries again.
std::vector<pid_t> children_of(pid_t parent);
/// From now on, what a child leaves behind becomes a child of this process, wherever it went.
void adopt_orphans();
/// Ends this process's children but those, and what they leave behind.
void end_children(const std::vector<pid_t>& spared = {});
/// 0 when it is gone.
pid_t parent_of(pid_t pid);
/// Identifies the process that has that number now, even if the number is used again later or the
/// machine restarts. Empty when it is gone.
std::string process_identity(pid_t pid);
/// Empty when it is gone, or another user's.
std::string working_folder(pid_t pid);
/// The path below /proc of the descriptor of `pid` that leads to `target`.
std::optional<std::string> find_descriptor(pid_t pid, const std::string& target);

}  // namespace accel
