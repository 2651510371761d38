// SPDX-License-Identifier: Apache-2.0
#include "method/packages.h"

#include <accel/error.h>

#include "base/file.h"
#include "base/json.h"
#include "base/process.h"
#include "base/text.h"
#include "method/ingredients.h"

#include <cstdlib>
#include <optional>

namespace accel {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

ProgramOutput ask(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "pkg-config");
  SpawnRequest request;
  request.arguments = std::move(arguments);
  return run_captured(request);
}

/// The trimmed answer; throws Error when pkg-config fails.
std::string answer(const std::vector<std::string>& question,
                   const std::vector<std::string>& packages) {
  std::vector<std::string> arguments = question;
  arguments.insert(arguments.end(), packages.begin(), packages.end());
  ProgramOutput output = ask(arguments);
  if (!output.status.ok()) {
    throw Error("pkg-config " + joined(arguments, " ") + " " + output.status.describe())
        .set_hint(output.err.substr(0, output.err.find('\n')));
  }
  output.out.erase(output.out.find_last_not_of(" \n") + 1);
  return output.out;
}

/// pkg-config would take it for an option.
void check_package(const std::string& package) {
  if (!package.starts_with('-')) return;
  throw Error("there is no package " + quote(package) + " (accel.toml: packages)")
      .set_hint("names of packages do not begin with '-'; the compiler's flags go into flags");
}

void check_present(const std::vector<std::string>& packages) {
  std::vector<std::string> missing;
  for (const std::string& package : packages) {
    if (!ask({"--exists", package}).status.ok()) missing.push_back(quote(package));
  }
  if (missing.empty()) return;
  const bool one = missing.size() == 1;
  throw Error(std::string("there is no package ") + joined(missing, ", ") +
              " (accel.toml: packages)")
      .set_hint(std::string("pkg-config does not know ") + (one ? "this name" : "these names") +
                ": install the " + (one ? "package" : "packages") + ", or set PKG_CONFIG_PATH");
}

/// -I becomes -isystem, so that a library's headers give no warnings and count as no source.
std::vector<std::string> as_system(const std::vector<std::string>& flags) {
  std::vector<std::string> result;
  for (const std::string& flag : flags) {
    if (flag.starts_with("-I")) {
      result.push_back("-isystem");
      if (flag.size() > 2) result.push_back(flag.substr(2));
    } else {
      result.push_back(flag);
    }
  }
  return result;
}

/// All that the answers depend on: the names, the environment, and the stat of each folder that
/// pkg-config searches (which changes when a file there is added, removed or replaced).
std::string state_of(const std::vector<std::string>& packages, const std::string& folders) {
  TaggedText text;
  text.add("packages", packages);
  for (const char* name : {"PKG_CONFIG_SYSROOT_DIR", "PKG_CONFIG_ALLOW_SYSTEM_CFLAGS"}) {
    text.add(name, environment(name));
  }
  for (const std::string& folder : split(folders, ':')) {
    const auto stat = find_stat(folder);
    text.add("folder", folder);
    text.add("changed", std::to_string(stat ? stat->changed_ns : 0));
    for (const std::string& package : packages) {
      const auto file = find_stat(join_path(folder, package + ".pc"));
      text.add("file", std::to_string(file ? file->changed_ns : 0));
    }
  }
  return text.digest().hex();
}

std::string search_path(const std::string& standard) {
  const std::string libdir = environment("PKG_CONFIG_LIBDIR");
  return environment("PKG_CONFIG_PATH") + ":" + (libdir.empty() ? standard : libdir);
}

std::optional<PackageFlags> find_cached(const std::vector<std::string>& packages,
                                        const std::string& path) {
  using Texts = std::vector<std::string>;
  const Document json = json_or_null(path);
  const auto standard = find_member<Texts>(json, "standard");
  const auto state = find_member<Texts>(json, "state");
  if (!standard || standard->size() != 1 || !state || state->size() != 1 ||
      state->front() != state_of(packages, search_path(standard->front()))) {
    return std::nullopt;
  }
  auto compile = find_member<Texts>(json, "compile");
  auto link = find_member<Texts>(json, "link");
  auto versions = find_member<Texts>(json, "versions");
  if (!compile || !link || !versions) return std::nullopt;
  return PackageFlags{std::move(*compile), std::move(*link), std::move(*versions)};
}

}  // namespace

PackageFlags package_flags(const std::vector<std::string>& packages, const std::string& cache) {
  if (packages.empty()) return {};
  for (const std::string& package : packages) check_package(package);
  const std::string folder = join_path(cache, "packages");
  const std::string path = join_path(folder, digest_of(joined(packages, "\n")).hex() + ".json");
  if (auto cached = find_cached(packages, path)) return *cached;
  const std::string standard = answer({"--variable=pc_path"}, {"pkg-config"});
  const std::string state = state_of(packages, search_path(standard));
  check_present(packages);
  PackageFlags flags;
  flags.compile = as_system(shell_words(answer({"--cflags"}, packages)));
  flags.link = shell_words(answer({"--libs"}, packages));
  flags.versions = split(answer({"--modversion"}, packages), '\n');
  make_folders(folder);
  write_json(path, {{"standard", Document::array({standard})},
                    {"state", Document::array({state})},
                    {"compile", flags.compile},
                    {"link", flags.link},
                    {"versions", flags.versions}});
  return flags;
}

std::vector<std::string> shell_words(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quoted = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool is_blank = c == ' ' || c == '\t' || c == '\n';
    if (quoted == '\0' && is_blank) {
      if (in_word) words.push_back(std::move(word));
      word.clear();
      in_word = false;
      continue;
    }
    in_word = true;
    if (c == '\\' && quoted != '\'' && i + 1 < text.size()) {
      word += text[++i];
    } else if (quoted == '\0' && (c == '"' || c == '\'')) {
      quoted = c;
    } else if (c == quoted) {
      quoted = '\0';
    } else {
      word += c;
    }
  }
  if (in_word) words.push_back(std::move(word));
  return words;
}

}  // namespace accel
