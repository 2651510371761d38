// SPDX-License-Identifier: Apache-2.0
#include "cli/usage.h"

namespace accel {

void refuse_options(const CLI::App& command, std::initializer_list<const char*> names,
                    const std::string& why) {
  for (const char* name : names) {
    if (command.count(name) > 0) throw UsageError(name + (" " + why));
  }
}

}  // namespace accel
