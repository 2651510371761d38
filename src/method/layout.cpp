// SPDX-License-Identifier: Apache-2.0
#include "method/layout.h"

#include "base/check.h"
#include "base/file.h"
#include "base/text.h"
#include "method/config.h"

#include <unistd.h>

#include <map>

namespace accel {
namespace {

/// A build tree says in `accel.tree` where its sources are.
Layout find_layout() {
  Layout layout;
  layout.program = find_link("/proc/self/exe").value_or("");
  const std::string folder = parent_path(layout.program);
  if (const auto tree = find_contents(folder + "/accel.tree")) {
    const std::vector<std::string> lines = split(*tree, '\n');
    ACCEL_CHECK(lines.size() >= 2);
    layout.include = lines[0];
    layout.methods = lines[1];
    layout.libraries = folder;
    layout.compiled_methods = folder + "/compiled_methods";
    return layout;
  }
  const std::string prefix = parent_path(folder);
  layout.include = prefix + "/" ACCEL_INSTALL_INCLUDE;
  layout.libraries = prefix + "/" ACCEL_INSTALL_LIBRARIES;
  layout.methods = prefix + "/" ACCEL_INSTALL_METHODS;
  layout.compiled_methods = prefix + "/" ACCEL_INSTALL_COMPILED;
  return layout;
}

std::vector<std::string> base_flags() {
  std::vector<std::string> flags = {"-std=c++20", "-O2",   "-g1",     "-Wall",
                                    "-Wextra",    "-fPIC", "-shared", "-fvisibility=hidden"};
  // Compilers look there by themselves, last: named first, it would come before the folder of the
  // C++ headers, whose #include_next <stdlib.h> then finds nothing.
  if (layout().include != "/usr/include") {
    flags.insert(flags.end(), {"-isystem", layout().include});
  }
  for (const std::string& flag : split(ACCEL_PLUGIN_FLAGS, ' ')) {
    if (!flag.empty()) flags.push_back(flag);
  }
  for (const std::string& flag : {"-L" + layout().libraries, std::string("-Wl,--as-needed"),
                                  std::string("-laccel_image"), std::string("-laccel")}) {
    flags.push_back(flag);
  }
  return flags;
}

}  // namespace

const Layout& layout() {
  static const Layout layout = find_layout();
  return layout;
}

CompileSettings recipe_settings(const std::string& folder, const std::string& cache) {
  CompileSettings settings;
  settings.folder = folder;
  settings.cache = cache;
  settings.base_flags = base_flags();
  settings.abi = ACCEL_ABI;
  settings.concurrency = 2;
  settings.precompile = {"accel/method.h", "accel/build.h"};
  settings.colour = ::isatty(STDERR_FILENO) != 0;
  return settings;
}

CompileSettings standard_settings(const Project& project) {
  CompileSettings settings = recipe_settings(project.folder, project.cache());
  settings.compiler = project.compiler;
  settings.concurrency = project.concurrency;
  return settings;
}

CompileSettings project_settings(const Project& project) {
  CompileSettings settings = standard_settings(project);
  settings.flags = project.flags;
  settings.packages = project.packages;
  return settings;
}

CompileSettings method_settings(const Project& project, const std::string& method) {
  CompileSettings settings = standard_settings(project);
  settings.flags = project.flags_of(method);
  settings.packages = project.packages_of(method);
  return settings;
}

int results_version(const std::string& part) {
  static const std::map<std::string, int> versions = {{"image", 5}};
  const auto found = versions.find(part);
  return found == versions.end() ? 0 : found->second;
}

}  // namespace accel
