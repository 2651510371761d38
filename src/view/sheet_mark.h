// SPDX-License-Identifier: Apache-2.0
// The mark that `accel sheet` writes into its files, so that it recognises them: a sheet may be
// drawn again in the same place. A file without the mark is not replaced.
#pragma once

#include <string>
#include <string_view>

namespace accel {

/// The mark in the head of a page.
inline constexpr std::string_view kPageMark = R"(<meta name="generator" content="accel sheet">)";

/// A JPEG or PNG with the mark in it, as a comment.
std::string marked_jpeg(std::string_view jpeg);
std::string marked_png(std::string_view png);

/// Whether there is a file at `path` with a mark in its first bytes.
bool is_marked_sheet(const std::string& path);

}  // namespace accel
