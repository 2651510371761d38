// SPDX-License-Identifier: Apache-2.0
// Where accel's own parts are, found from the path of the running program, so that an installed
// tree can be moved and a build tree works as it is; and how methods and scripts are compiled with
// them.
#pragma once

#include "job/project.h"
#include "method/compile.h"

#include <string>

namespace accel {

struct Layout {
  std::string program;           ///< the accel executable
  std::string include;           ///< holds accel/method.h
  std::string libraries;         ///< holds libaccel.so
  std::string methods;           ///< sources of the standard methods
  std::string compiled_methods;  ///< the same, compiled (src/FORMATS.md)
};

const Layout& layout();

/// For the project's own scripts.
CompileSettings project_settings(const Project& project);
/// For one of its own methods.
CompileSettings method_settings(const Project& project, const std::string& method);
/// For the standard methods, which do not use the project's flags and packages.
CompileSettings standard_settings(const Project& project);
/// For compiling again from a job directory's `source/`.
CompileSettings recipe_settings(const std::string& folder, const std::string& cache);

/// The version of the results of a part of accel, for keys. Raise it when that part gives other
/// bytes for the same input.
int results_version(const std::string& part);

}  // namespace accel
