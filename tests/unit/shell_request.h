// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/process.h"

#include <string>

namespace accel {

/// A child that runs a line of shell.
inline SpawnRequest shell(const std::string& script) {
  SpawnRequest request;
  request.arguments = {"/bin/sh", "-c", script};
  return request;
}

}  // namespace accel
