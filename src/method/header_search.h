// SPDX-License-Identifier: Apache-2.0
// Which headers matter. The compiler's list of dependencies names the headers that it read. A
// header also matters if it appears where the compiler looked for one and found none, or if
// __has_include tests for it. An include by a macro is known if the macro is defined in the same
// file.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace accel {

/// A header as a source names it.
struct HeaderName {
  std::string name;
  bool is_quoted = false;  ///< "x.h", searched beside the source first
  bool is_asked = false;   ///< it may be the name in a __has_include
};
std::vector<HeaderName> header_names(std::string_view source);

struct HeaderSearch {
  std::vector<std::string> absent;  ///< where nothing is, before a header was found, or at all
  std::vector<std::string> asked;   ///< headers that are there, and that __has_include may ask for
};
/// Looks for the headers that the file at `path` names, where a compiler that runs in `folder` with
/// `flags` would look. Leaves out the system's own folders.
void search_headers(const std::string& path, std::string_view source,
                    const std::vector<std::string>& flags, const std::string& folder,
                    HeaderSearch& found);

/// Decides by its path whether a header counts. Headers of the system, the compiler, accel and
/// packages do not: their versions do. The compiler's own idea of a system header is of no use,
/// because -isystem and `#pragma GCC system_header` make one of a header that a person edits. If a
/// folder is added twice, the first call counts.
class HeaderFolders {
 public:
  /// Paths in flags are relative to `folder`. What is below /usr does not count.
  explicit HeaderFolders(std::string folder);
  void add(const std::string& path) { folders_.emplace(path, true); }
  void leave_out(const std::string& path) { folders_.emplace(path, false); }
  /// Where -I, -isystem and the like lead in the project's own flags. Below /usr, -I counts, as
  /// long as compilers don't look there by themselves.
  void add_flags(const std::vector<std::string>& flags);
  void leave_out_flags(const std::vector<std::string>& flags);
  /// The innermost of the folders around `path` decides; if there is none, it counts.
  bool counts(const std::string& path) const;

 private:
  std::string folder_;
  std::map<std::string, bool> folders_;
};

/// Whether the compiler would accept what is at `path` as a header.
bool is_header_there(const std::string& path);

}  // namespace accel
