// SPDX-License-Identifier: Apache-2.0
// The cage of a method that needs only its inputs (accel::CagedMethod): it limits what its
// processes can reach, whatever code a hostile picture makes them run. It protects the machine, not
// the job: a process in it can still spoil its own job's results, use processor and memory, and see
// which files exist. It does not confine a hostile plugin, whose constructors run before it closes.
#pragma once

#include "job/setup.h"
#include "method/context.h"
#include "run/channel.h"

#include <exception>
#include <initializer_list>
#include <string>

namespace accel {

/// Where a caged process has its TMPDIR; gone when the job is finished or has failed.
inline constexpr const char* kTemporaryFolder = "slices/tmp";

/// What this machine supports of a cage.
struct CageSupport {
  int landlock = 0;  ///< the kernel's version of Landlock; 0: none
  bool filter = false;
};
CageSupport cage_support();

/// What `setup.json` says about the cage. `wanted`: the method declares that it may be caged;
/// `allowed`: accel.toml does not turn it off.
CagePlan plan_cage(bool wanted, bool allowed, const CageSupport& support);

/// Closes all inherited descriptors, such as a terminal or what a script left open, except standard
/// input and output, `spared`, and those that hold a build's locks, which have to last until the
/// last process of the job has ended. Call it before anything else is opened.
void close_inherited(std::initializer_list<int> spared);

/// Cages this process, and all that it forks from now on. It may then
///   read and write   the job's directory: files and folders, no links; $TMPDIR is a folder in it
///   read             the folders that the job's input files lie in, and where symbolic links among
///                    them lead; the columns of its datasets and of its counterpart; the jobs it
///                    takes; the system's libraries, accel's own
/// and open no socket, start no program, reach no other process. As far as this kernel can.
/// Throws Error when there is another thread: it would stay outside.
void enter_cage(const detail::Context& context);

/// Likewise for a process that needs only libraries: it reads the system's and accel's own, and
/// writes nothing.
void enter_bare_cage();

/// Also separates a worker from the job's other processes: no signals to them, and no messages to
/// their supervisor.
void enter_cell(const Channel& channel);

/// The text to add to the message of an error that the cage may have caused; empty for others.
std::string cage_hint(const std::exception& error);

}  // namespace accel
