// SPDX-License-Identifier: Apache-2.0
// What a call throws, as text; "no error" when it throws nothing.
#pragma once

#include <exception>
#include <string>

namespace accel {

template <class Run>
std::string message(Run&& run) {
  try {
    run();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace accel
