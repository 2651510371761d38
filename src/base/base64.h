// SPDX-License-Identifier: Apache-2.0
// Base64: RFC 4648, section 4, with padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace accel {

std::string to_base64(std::string_view bytes);
/// Nothing if `text` is not what to_base64 returns.
std::optional<std::string> find_base64(std::string_view text);

}  // namespace accel
