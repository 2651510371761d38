// SPDX-License-Identifier: Apache-2.0
// For reading what another job, or an earlier run, left: what is damaged counts as not there.
#pragma once

#include "base/file.h"

#include <cerrno>

namespace accel {

/// What `read` returns; nothing if it finds that a file is damaged or gone. Errors of the machine
/// are rethrown.
template <class Read>
auto if_sound(Read&& read) -> decltype(read()) {
  try {
    return read();
  } catch (const SystemError& error) {
    if (error.code() != ENOENT) throw;
    return {};
  } catch (const Error&) {
    return {};
  }
}

}  // namespace accel
