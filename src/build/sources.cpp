// SPDX-License-Identifier: Apache-2.0
#include "build/sources.h"

#include "base/file.h"

#include <algorithm>

namespace accel {
namespace {

/// The deepest folder that holds all of the method's files.
std::string root_of(const MethodInfo& method) {
  std::string root = parent_path(method.files.front().path);
  for (const SourceFile& file : method.files) {
    while (!file.path.starts_with(root + "/")) root = parent_path(root);
  }
  return root;
}

}  // namespace

void copy_sources(const MethodInfo& method, const std::string& folder) {
  const std::string root = root_of(method);
  for (const SourceFile& file : method.files) {
    const std::string target = join_path(folder, relative_path(file.path, root));
    make_folders(parent_path(target));
    const std::string contents = read_file(file.path);
    if (digest_of(contents) != file.content) {
      throw Error(file.path + ": changed while it was built").set_hint("run the build again");
    }
    write_file(target, contents);
  }
}

PluginRecipe plugin_recipe(const MethodInfo& method, const Project& project) {
  PluginRecipe recipe;
  recipe.object = method.object;
  recipe.compiler = project.compiler;
  const std::string root = root_of(method);
  for (const std::string& source : method.source.sources) {
    recipe.sources.push_back(relative_path(source, root));
  }
  if (!method.source.is_standard) {
    recipe.flags = project.flags;
    recipe.packages = project.packages;
  }
  return recipe;
}

}  // namespace accel
