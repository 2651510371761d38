// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace accel {

/// Thrown in a dry run when the script reads a job that is not made. Not a std::exception: a script
/// must not catch it as a failure.
struct NotMade {
  std::string text;  ///< what the script read, in words
};

}  // namespace accel
