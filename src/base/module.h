// SPDX-License-Identifier: Apache-2.0
// A shared library in this process: a compiled method or script, or a part of accel that only some
// processes need. It stays loaded until the process ends. All of it is in this header, because
// libaccel_image.so uses it too and cannot use compiled code of base.
#pragma once

#include <accel/error.h>

#include <dlfcn.h>

#include <optional>
#include <string>

namespace accel {

class Module {
 public:
  /// Loads the file. Throws JobError when the system cannot.
  static Module load(const std::string& path) {
    std::string reason;
    if (const auto module = find(path, reason)) return *module;
    throw JobError("cannot load '" + path + "': " + reason);
  }

  /// Loads the file; nothing, and the system's reason, when it cannot be loaded.
  static std::optional<Module> find(const std::string& path, std::string& reason) {
    void* const module = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (module == nullptr) reason = last_error();
    return module == nullptr ? std::nullopt : std::optional(Module(module, path));
  }

  /// Loads the file that lies beside the library or program which holds `code`, a function. Found
  /// by path, so that neither LD_LIBRARY_PATH nor a file in the working directory can put another
  /// in its place. Throws JobError.
  template <class Function>
  static Module beside(Function* code, const std::string& file) {
    Dl_info library{};
    ::dladdr(reinterpret_cast<void*>(code), &library);
    const std::string path = library.dli_fname != nullptr ? library.dli_fname : "";
    return load(path.substr(0, path.rfind('/') + 1) + file);
  }

  /// The library of that name, where this process has loaded it already.
  static std::optional<Module> find_loaded(const std::string& name) {
    void* const module = ::dlopen(name.c_str(), RTLD_LAZY | RTLD_NOLOAD);
    return module == nullptr ? std::nullopt : std::optional(Module(module, name));
  }

  /// What the library exports by that name, or null. The caller must know its type.
  template <class Exported>
  Exported* find_symbol(const char* name) const {
    return reinterpret_cast<Exported*>(::dlsym(module_, name));
  }

  /// The function of that name. Throws JobError when there is none.
  template <class Function>
  Function& function(const char* name) const {
    if (auto* const found = find_symbol<Function>(name)) return *found;
    throw JobError("cannot load '" + path_ + "': it has no " + name)
        .set_hint("it belongs to another version of accel: reinstall all of accel");
  }

 private:
  Module(void* module, std::string path) : module_(module), path_(std::move(path)) {}

  static std::string last_error() {
    const char* const reason = ::dlerror();
    return reason != nullptr ? reason : "unknown reason";
  }

  void* module_;
  std::string path_;
};

}  // namespace accel
