// SPDX-License-Identifier: Apache-2.0
#include "urd/new_job.h"

#include "base/file.h"
#include "base/identity.h"
#include "base/text.h"
#include "method/config.h"
#include "run/cage.h"

#include <ctime>

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

/// Lays them out as they were, from the deepest folder that is common to all.
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
    recipe.flags = project.flags_of(method.source.name);
    recipe.packages = project.packages_of(method.source.name);
  }
  return recipe;
}

JobOrigin make_origin(const MethodInfo& method, const Project& project, const PluginRecipe& plugin,
                      const Asker& asker, const CallPlace& at) {
  return {.script = project.shown(normal_path(join_path(project.folder, at.file))),
          .line = at.line,
          .started = utc_time(std::time(nullptr)),
          .host = asker.host,
          .user = asker.user,
          .versions = {{"accel", ACCEL_VERSION},
                       {"compiler", asker.compiler},
                       {"flags", joined(plugin.flags, " ")},
                       {"libraries", libraries_of(method, project)}},
          .why = at.why};
}

}  // namespace

std::string libraries_of(const MethodInfo& method, const Project& project) {
  std::vector<std::string> libraries = {ACCEL_LIBRARIES};
  const std::vector<std::string> packages = plugin_recipe(method, project).packages;
  libraries.insert(libraries.end(), packages.begin(), packages.end());
  return joined(libraries, ", ");
}

Asker find_asker(const Project& project) {
  return {host_name(), user_name(), compiler_version(project_settings(project))};
}

JobSetup make_setup(const std::string& id, const JobRequest& request, const MethodInfo& method,
                    const RequestContext& context, const Asker& asker, const CallPlace& at) {
  const Project& project = context.project;
  JobEnvironment environment{plugin_recipe(method, project),
                             plan_cage(method.description.is_caged, project.cage, cage_support()),
                             context.workdirs.paths()};
  JobOrigin origin = make_origin(method, project, environment.plugin, asker, at);
  return {id, request.task, request.limits, std::move(environment), std::move(origin), {}, ""};
}

void write_job(const std::string& path, const JobSetup& setup, const JobRequest& request,
               const MethodInfo& method) {
  write_file(path + "/key.txt", request.transcript.text());
  remove_tree(path + "/source");
  copy_sources(method, path + "/source");
  for (const auto& [name, files] : request.files) {
    make_folders(path + "/inputs");
    write_file(inputs_path(path, name), files.text());
  }
  write_json(path + "/setup.json", setup_document(setup));
}

}  // namespace accel
