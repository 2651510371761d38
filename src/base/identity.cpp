// SPDX-License-Identifier: Apache-2.0
#include "base/identity.h"

#include <pwd.h>
#include <unistd.h>

namespace accel {

std::string host_name() {
  char name[256] = {};
  ::gethostname(name, sizeof name - 1);
  return name;
}

std::string user_name() {
  if (const passwd* user = ::getpwuid(::getuid())) return user->pw_name;
  return std::to_string(::getuid());
}

}  // namespace accel
