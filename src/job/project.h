// SPDX-License-Identifier: Apache-2.0
// A project: the folder that globs, methods, workdirs and results are relative to, and what its
// accel.toml says. Without that file everything has a default.
#pragma once

#include "base/image_settings.h"

#include <map>
#include <string>
#include <vector>

namespace accel {

/// The settings of [method.NAME], for that method alone.
struct MethodSettings {
  std::vector<std::string> flags;
  std::vector<std::string> packages;
  std::string where;  ///< file and line, for messages
};

struct Project {
  std::string folder;                ///< absolute
  int slices = 8;                    ///< of a dataset that is imported
  int concurrency = 1;               ///< cores that a build uses; default: all
  int jobs = 0;                      ///< that a build runs at once; 0: `concurrency`
  std::string workdir;               ///< absolute; its last component is the workdir's name
  std::vector<std::string> sources;  ///< absolute: other workdirs whose jobs may be read
  std::vector<std::string> methods;  ///< absolute folders, searched in this order
  std::string compiler = "g++";
  std::vector<std::string> flags;
  std::vector<std::string> packages;
  std::map<std::string, MethodSettings> method_settings;  ///< by the method's name
  bool cage = true;  ///< of methods that declare that they may be caged (src/run/cage.h)
  ImageSettings images;
  double timeout = 0;         ///< of each job, in seconds, unless the script says another; 0: none
  double row_timeout = 0;     ///< of each row, likewise
  double stalled_after = 60;  ///< seconds at one row after which the build reports it; 0: never

  /// The settings that one of the project's own methods is compiled with: those for all, then its
  /// own.
  std::vector<std::string> flags_of(const std::string& method) const;
  std::vector<std::string> packages_of(const std::string& method) const;
  std::string workdir_name() const;
  std::string cache() const { return folder + "/.accel"; }
  std::string results() const { return folder + "/results"; }
  /// A path for people: relative to the project's folder if it is in it.
  std::string shown(const std::string& path) const;
};

/// The nearest folder upwards from `start` (absolute) with an accel.toml, else `start` itself.
/// Throws Error, with file and line, for an accel.toml that cannot be read or has unknown settings.
/// ACCEL_WORKDIR (relative to the project), ACCEL_SLICES and ACCEL_CONCURRENCY of the environment
/// come before what it says.
Project open_project(const std::string& start);

}  // namespace accel
