// SPDX-License-Identifier: Apache-2.0
// Where the compiler looks for headers. Its list of dependencies names those that it read; a header
// that appears where it looked before and found nothing, or that is asked for by __has_include,
// decides as much. Includes that a macro names are known if the macro's text is in the same file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace accel {

/// A header as a source names it.
struct HeaderName {
  std::string name;
  bool is_quoted = false;  ///< "x.h", which is looked for beside the source first
  bool is_asked = false;   ///< it may be the name in a __has_include
};
std::vector<HeaderName> header_names(std::string_view source);

struct HeaderSearch {
  std::vector<std::string> absent;  ///< where nothing is, before a header was found, or at all
  std::vector<std::string> asked;   ///< headers that are there, and that __has_include may ask for
};
/// Looks where the compiler does that runs in `folder` with `flags`, for what the file at `path`
/// names. The system's own folders are left out.
void search_headers(const std::string& path, std::string_view source,
                    const std::vector<std::string>& flags, const std::string& folder,
                    HeaderSearch& found);

/// Whether the compiler would take what is at `path` for a header.
bool is_header_there(const std::string& path);

}  // namespace accel
