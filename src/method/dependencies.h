// SPDX-License-Identifier: Apache-2.0
// The dependency files that compilers write for make (-MD -MF), read back. Handles what g++ and
// clang++ escape: spaces, '#', '$', and continued lines. A newline in a file's name looks like a
// space, to them and here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace accel {

/// The prerequisites of the first rule, as written, in order.
std::vector<std::string> parse_dependencies(std::string_view makefile);

}  // namespace accel
