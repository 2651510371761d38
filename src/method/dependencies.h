// SPDX-License-Identifier: Apache-2.0
// The dependency files that compilers write for make (-MMD -MF), read back. Handles what g++ and
// clang++ escape: spaces, '#', '$', and lines that go on. A newline in a file's name is not told
// apart from a space, by them or here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace accel {

/// The prerequisites of the first rule, as they are spelt, in order.
std::vector<std::string> parse_dependencies(std::string_view makefile);

}  // namespace accel
