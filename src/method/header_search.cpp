// SPDX-License-Identifier: Apache-2.0
#include "method/header_search.h"

#include "base/file.h"
#include "method/tokens.h"

#include <algorithm>

namespace accel {
namespace {

/// The flags with folders of <headers>, in the order in which compilers search these.
constexpr const char* kPointedFlags[] = {"-I", "-isystem", "-idirafter"};

/// What packages install there changes with the compiler's or the package's version.
bool is_of_system(const std::string& path) { return path.starts_with("/usr/"); }

/// There, -I has no effect.
bool is_searched_anyway(const std::string& folder) {
  const bool is_for_machine =
      parent_path(folder) == "/usr/include" && folder.find("-linux-") != std::string::npos;
  return folder == "/usr/include" || folder == "/usr/local/include" || is_for_machine;
}

/// The tokens from `i` to the end of its directive, or to `until`, put together.
std::string text_until(const std::vector<Token>& tokens, std::size_t i, std::string_view until) {
  std::string text;
  for (; i < tokens.size() && tokens[i].kind != Token::Kind::directive_end; ++i) {
    if (tokens[i].is(until)) return text;
    text += tokens[i].text;
  }
  return "";
}

/// "<x.h>" that begins at `i`: a name behind `__has_include(`, or all of a macro's text.
bool begins_name(const std::vector<Token>& tokens, std::size_t i) {
  if (!tokens[i].is("<") || i < 2) return false;
  const Token& before = tokens[i - 2];
  return before.is("__has_include") || before.is("__has_include_next") || before.is("define");
}

/// The values of a flag, as in "-I" "x" and "-Ix".
void add_values(const std::vector<std::string>& flags, const std::string& flag,
                const std::string& folder, std::vector<std::string>& folders) {
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (!flags[i].starts_with(flag)) continue;
    std::string value = flags[i].substr(flag.size());
    if (value.empty() && i + 1 < flags.size()) value = flags[++i];
    if (value.empty()) continue;
    folders.push_back(normal_path(value[0] == '/' ? value : join_path(folder, value)));
  }
}

}  // namespace

std::vector<HeaderName> header_names(std::string_view source) {
  std::vector<HeaderName> names;
  bool in_directive = false;
  const std::vector<Token> all = tokens(source);
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string& text = all[i].text;
    if (all[i].is("#") || all[i].is("%:")) in_directive = true;
    if (all[i].kind == Token::Kind::directive_end) in_directive = false;
    if (!in_directive || text.empty()) continue;
    const bool is_included = all[i].kind == Token::Kind::header;
    const bool is_text = all[i].kind == Token::Kind::text || is_included;
    if (is_text && text.size() > 2 && text.front() == '"' && text.back() == '"') {
      names.push_back({text.substr(1, text.size() - 2), true, !is_included});
    } else if (is_included && text.size() > 2 && text.front() == '<' && text.back() == '>') {
      names.push_back({text.substr(1, text.size() - 2), false, false});
    } else if (begins_name(all, i)) {
      names.push_back({text_until(all, i + 1, ">"), false, true});
    }
  }
  std::erase_if(names, [](const HeaderName& name) { return name.name.empty(); });
  return names;
}

void search_headers(const std::string& path, std::string_view source,
                    const std::vector<std::string>& flags, const std::string& folder,
                    HeaderSearch& found) {
  if (is_of_system(path)) return;
  std::vector<std::string> quoted{parent_path(path)};
  std::vector<std::string> pointed;
  add_values(flags, "-iquote", folder, quoted);
  for (const char* flag : kPointedFlags) add_values(flags, flag, folder, pointed);
  quoted.insert(quoted.end(), pointed.begin(), pointed.end());
  for (const HeaderName& header : header_names(source)) {
    const bool is_absolute = header.name[0] == '/';
    for (const std::string& place : header.is_quoted ? quoted : pointed) {
      const std::string file =
          normal_path(is_absolute ? header.name : join_path(place, header.name));
      if (is_of_system(file)) continue;
      if (is_header_there(file)) {
        if (header.is_asked) found.asked.push_back(file);
        break;
      }
      found.absent.push_back(file);
    }
  }
}

HeaderFolders::HeaderFolders(std::string folder) : folder_(std::move(folder)) { leave_out("/usr"); }

void HeaderFolders::add_flags(const std::vector<std::string>& flags) {
  std::vector<std::string> plain, system;
  for (const char* flag : {"-I", "-iquote"}) add_values(flags, flag, folder_, plain);
  for (const char* flag : {"-isystem", "-idirafter"}) add_values(flags, flag, folder_, system);
  std::erase_if(plain, is_searched_anyway);
  std::erase_if(system, is_of_system);
  for (const std::string& path : plain) add(path);
  for (const std::string& path : system) add(path);
}

void HeaderFolders::leave_out_flags(const std::vector<std::string>& flags) {
  std::vector<std::string> named;
  for (const char* flag : kPointedFlags) add_values(flags, flag, folder_, named);
  for (const std::string& path : named) leave_out(path);
}

bool HeaderFolders::counts(const std::string& path) const {
  std::string around = parent_path(path);
  while (around.size() > 1 && !folders_.contains(around)) around = parent_path(around);
  const auto found = folders_.find(around);
  return found == folders_.end() || found->second;
}

bool is_header_there(const std::string& path) {
  const auto stat = find_stat(path);
  return stat && !stat->is_folder();
}

}  // namespace accel
