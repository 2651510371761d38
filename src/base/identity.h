// SPDX-License-Identifier: Apache-2.0
// Who runs this, and where: recorded for jobs and builds.
#pragma once

#include <string>

namespace accel {

std::string host_name();
/// The name of the user, or the number if it has no name.
std::string user_name();

}  // namespace accel
