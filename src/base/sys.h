// SPDX-License-Identifier: Apache-2.0
// The one place where calls that can fail meet the kernel: `retry` runs a call again on EINTR.
// src/base/file.cpp and src/column go through it, so a fault can be put in here and nowhere else.
#pragma once

#include <cerrno>

namespace accel::sys {

template <class Call>
auto retry(Call&& call) {
  for (;;) {
    const auto result = call();
    if (result != -1 || errno != EINTR) return result;
  }
}

}  // namespace accel::sys
