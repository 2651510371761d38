// SPDX-License-Identifier: Apache-2.0
// ACCEL_CHECK: finds our own bugs, in all builds. Never for input, and never for system errors.
#pragma once

namespace accel {

[[noreturn]] void check_failed(const char* expression, const char* file, int line);

}  // namespace accel

#define ACCEL_CHECK(expression) \
  ((expression) ? void() : ::accel::check_failed(#expression, __FILE__, __LINE__))
