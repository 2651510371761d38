// SPDX-License-Identifier: Apache-2.0
// Loads the two modules that lie beside the image library.
#include "image/backend.h"
#include "image/planar_backend.h"

#include <accel/error.h>

#include <dlfcn.h>

#include <string>

namespace accel {
namespace {

/// The modules lie beside this library. Found by path, so that neither LD_LIBRARY_PATH nor a file
/// in the working directory can put another in its place.
std::string module_path(const char* file) {
  Dl_info library{};
  dladdr(reinterpret_cast<void*>(&backend), &library);
  const std::string path = library.dli_fname ? library.dli_fname : "";
  return path.substr(0, path.rfind('/') + 1) + file;
}

[[noreturn]] void throw_load_error(const std::string& path) {
  const char* reason = dlerror();
  throw JobError("cannot load " + path + ": " + (reason ? reason : "unknown reason"));
}

/// The function `name` of the module `file`.
template <class Function>
Function* load(const char* file, const char* name) {
  const std::string path = module_path(file);
  void* module = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!module) throw_load_error(path);
  void* function = dlsym(module, name);
  if (!function) throw_load_error(path);
  return reinterpret_cast<Function*>(function);
}

}  // namespace

Backend& backend() {
  static Backend& loaded = *load<decltype(accel_image_backend)>("libaccel_vips.so", "accel_image_backend")();
  return loaded;
}

PlanarBackend& planar_backend() {
  static const auto make = load<decltype(accel_image_planar_backend)>("libaccel_planar.so",
                                                                 "accel_image_planar_backend");
  return *make();
}

}  // namespace accel
