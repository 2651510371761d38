// SPDX-License-Identifier: Apache-2.0
#include "method/precompiled.h"

#include "base/file.h"
#include "base/sys.h"
#include "method/dependencies.h"
#include "method/ingredients.h"
#include "method/tokens.h"

#include <unistd.h>

#include <algorithm>

namespace accel {
namespace {

/// The file as it is now, and what it was made of, with paths relative to `folder`; nullopt when
/// one is gone, or changed since `started`.
std::optional<std::string> find_state(const std::string& folder, const std::string& dependencies,
                                      const std::string& product, std::int64_t started) {
  const auto makefile = find_contents(dependencies);
  const auto made = find_stat(product);
  if (!makefile || !made) return std::nullopt;
  TaggedText text;
  text.add("product", std::to_string(made->size) + " " + std::to_string(made->inode) + " " +
                          std::to_string(made->modified_ns));
  for (const std::string& path : parse_dependencies(*makefile)) {
    const auto stat = find_stat(join_path(folder, path));
    if (!stat || stat->changed_ns >= started) return std::nullopt;
    text.add("path", path);
    text.add("size", std::to_string(stat->size));
    text.add("modified", std::to_string(stat->modified_ns));
    text.add("changed", std::to_string(stat->changed_ns));
  }
  return text.digest().hex();
}

/// Removes what was made, unless it was renamed.
struct PartialHeader {
  explicit PartialHeader(std::string path_to) : path(std::move(path_to)) {}
  PartialHeader(const PartialHeader&) = delete;
  PartialHeader& operator=(const PartialHeader&) = delete;
  ~PartialHeader() { sys::unlink(path.c_str()); }
  const std::string path;
};

}  // namespace

PrecompiledHeaders::PrecompiledHeaders(const Compiler& compiler, const CompileSettings& settings,
                                       const Flags& flags, CacheInUse& in_use)
    : compiler_(compiler),
      settings_(settings),
      flags_(flags),
      in_use_(in_use),
      folder_(join_path(settings.cache, "pch")) {}

std::optional<std::string> PrecompiledHeaders::find_wanted(std::string_view source) const {
  if (settings_.precompile.empty()) return std::nullopt;
  const std::vector<Token> all = tokens(source);
  for (std::size_t i = 0; i + 3 < all.size(); i += 4) {
    const std::string& name = all[i + 2].text;
    if (!all[i].is("#") || !all[i + 1].is("include") || all[i + 2].kind != Token::Kind::header ||
        !name.starts_with('<') || all[i + 3].kind != Token::Kind::directive_end) {
      return std::nullopt;
    }
    const std::string header = name.substr(1, name.size() - 2);
    const auto& offered = settings_.precompile;
    if (std::ranges::find(offered, header) != offered.end()) return header;
  }
  return std::nullopt;
}

/// A header of our own that includes the other: that one then counts as a system header, and where
/// the compiler does not take the precompiled file, it takes this.
std::string PrecompiledHeaders::wrapper(const std::string& header) const {
  TaggedText text;
  text.add("compiler", compiler_.version);
  text.add("flags", flags_.compile);
  text.add("folder", settings_.folder);
  text.add("abi", settings_.abi);
  text.add("header", header);
  return join_path(join_path(folder_, text.digest().hex()), base_name(header));
}
std::string PrecompiledHeaders::product(const std::string& header) const {
  return wrapper(header) + (compiler_.is_clang() ? ".pch" : ".gch");
}

bool PrecompiledHeaders::is_ready(const std::string& header) const {
  hold(header);
  const std::string path = wrapper(header);
  const auto state = find_contents(path + ".state");
  if (!state || !exists(path)) return false;
  const std::int64_t now = file_clock_ns();
  if (find_state(settings_.folder, dependencies(header), product(header), now) != state) {
    return false;
  }
  if (const auto stat = find_stat(path + ".state")) note_used(path + ".state", *stat);
  return true;
}

void PrecompiledHeaders::hold(const std::string& header) const {
  in_use_.hold("pch/" + std::string(base_name(parent_path(wrapper(header)))));
}

void PrecompiledHeaders::forget(const std::string& header) const {
  remove_file(wrapper(header) + ".state");
}

void PrecompiledHeaders::make(const std::string& header) const {
  const std::string path = wrapper(header);
  ByteLock making = making_lock(settings_.cache, path);
  if (!making.try_lock() || is_ready(header)) return;
  make_folders(parent_path(path));
  // clang++ refuses a precompiled header whose source was written again, so that is done once.
  if (!exists(path)) write_file(path, "#include <" + header + ">\n");
  const PartialHeader header_file(path + ".tmp-" + std::to_string(::getpid()));
  const std::string& own = header_file.path;
  const PartialHeader names(own + ".d");
  CompileCall call{path, own, "", flags_.compile};
  call.flags.insert(call.flags.end(),
                    {"-MD", "-MF", names.path, "-MT", "object", "-x", "c++-header"});
  const std::int64_t started = next_file_clock_tick();
  const bool is_made = run_compiler(compiler_, settings_, call).status.ok();
  const auto state =
      is_made ? find_state(settings_.folder, names.path, own, started) : std::nullopt;
  if (state) {
    forget(header);
    rename_file(names.path, dependencies(header));
    rename_file(own, product(header));
    write_file(path + ".state", *state);
  }
}

std::vector<std::string> PrecompiledHeaders::flags_for(const std::string& header) const {
  if (compiler_.is_clang()) return {"-include-pch", product(header)};
  return {"-include", wrapper(header)};
}

}  // namespace accel
