// SPDX-License-Identifier: Apache-2.0
// Who runs this, and where: for what is noted of jobs and builds.
#pragma once

#include <string>

namespace accel {

std::string host_name();
/// The name of the user, or the number of one that has none.
std::string user_name();

}  // namespace accel
