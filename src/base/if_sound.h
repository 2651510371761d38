// SPDX-License-Identifier: Apache-2.0
// Reads what another job or an earlier run left. A damaged file counts as missing.
#pragma once

#include "base/file.h"

#include <cerrno>

namespace accel {

/// Returns what `read` returns, or an empty value if a file is damaged or missing. Rethrows errors
/// of the machine.
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
