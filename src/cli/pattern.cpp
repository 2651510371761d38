// SPDX-License-Identifier: Apache-2.0
#include "cli/pattern.h"

#include <accel/error.h>

#include "base/text.h"

#include <dlfcn.h>

namespace accel {
namespace {

/// Beside the library (or program) that this is part of, so that neither LD_LIBRARY_PATH nor a file
/// in the working directory can put another in its place.
std::string module_path() {
  Dl_info library{};
  dladdr(reinterpret_cast<void*>(&make_pattern), &library);
  const std::string path = library.dli_fname != nullptr ? library.dli_fname : "";
  return path.substr(0, path.rfind('/') + 1) + "libaccel_pattern.so";
}

[[noreturn]] void throw_load_error(const std::string& path) {
  const char* reason = dlerror();
  throw Error("cannot load " + path + ": " + (reason != nullptr ? reason : "unknown reason"));
}

decltype(accel_pattern)* load() {
  const std::string path = module_path();
  void* module = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (module == nullptr) throw_load_error(path);
  void* function = dlsym(module, "accel_pattern");
  if (function == nullptr) throw_load_error(path);
  return reinterpret_cast<decltype(accel_pattern)*>(function);
}

}  // namespace

std::unique_ptr<Pattern> make_pattern(const std::string& text, const PatternOptions& options) {
  std::string error;
  std::unique_ptr<Pattern> pattern(load()(text, options, error));
  if (!pattern) {
    throw Error("pattern " + quote(text) + ": " + escaped(error))
        .set_hint("with -F it is taken as a text");
  }
  return pattern;
}

}  // namespace accel
