// SPDX-License-Identifier: Apache-2.0
// Reads a file that an untrusted process may have replaced: follows no link, waits for no pipe, and
// reads a limited amount. What cannot be read is empty.
#pragma once

#include "base/fd.h"

#include <string>
#include <vector>

namespace accel {

/// To be read; not open where there is no file, or something else.
Fd open_plain_file(const std::string& path);

/// Up to `limit` bytes of the beginning.
std::string plain_head(const std::string& path, std::size_t limit);

/// Up to `most` of the last lines, as far as they begin in the last `limit` bytes.
std::vector<std::string> last_lines(const std::string& path, std::size_t most, std::size_t limit);

}  // namespace accel
