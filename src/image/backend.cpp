// SPDX-License-Identifier: Apache-2.0
#include "image/backend.h"

#include <accel/error.h>

#include <dlfcn.h>

#include <string>

namespace accel {
namespace {

constexpr const char* kModule = "libaccel_vips.so";

/// The module lies beside this library. Found by path, so that neither LD_LIBRARY_PATH nor a file
/// in the working directory can put another in its place.
std::string module_path() {
  Dl_info library{};
  dladdr(reinterpret_cast<void*>(&backend), &library);
  const std::string path = library.dli_fname ? library.dli_fname : "";
  return path.substr(0, path.rfind('/') + 1) + kModule;
}

[[noreturn]] void throw_load_error(const std::string& path) {
  const char* reason = dlerror();
  throw JobError("cannot load " + path + ": " + (reason ? reason : "unknown reason"));
}

Backend& load_backend() {
  const std::string path = module_path();
  void* module = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!module) throw_load_error(path);
  void* make = dlsym(module, "accel_image_backend");
  if (!make) throw_load_error(path);
  return *reinterpret_cast<decltype(&accel_image_backend)>(make)();
}

}  // namespace

Backend& backend() {
  static Backend& loaded = load_backend();
  return loaded;
}

}  // namespace accel
