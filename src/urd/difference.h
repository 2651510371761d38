// SPDX-License-Identifier: Apache-2.0
// How the ingredients of two jobs differ, in words: found from the transcripts of their keys, and
// from the texts behind the digests in them.
#pragma once

#include "dataset/input_list.h"
#include "job/key.h"
#include "urd/request.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace accel {

/// What a job was or will be made from. The functions return nullopt for what is missing or
/// damaged.
struct JobIngredients {
  std::string transcript;
  /// A source or header, by its name in the transcript.
  std::function<std::optional<std::string>(const std::string& file)> source;
  /// The files of an option.
  std::function<std::optional<std::vector<InputFile>>(const std::string& option)> inputs;
};

/// What a job, finished or not, was made from; nullopt if it has no key.txt.
std::optional<JobIngredients> find_job_ingredients(const std::string& job_path);
/// The arguments must outlive it.
JobIngredients job_ingredients(const JobRequest& request, const MethodInfo& method);

/// How the name of a source is shown: "methods/thumbnailer.cpp".
using ShownSource = std::function<std::string(const std::string& file)>;
/// By where the method's source is now. `project` must outlive it.
ShownSource shown_source(const Project& project, const std::optional<MethodSource>& source);

struct Difference {
  KeyChange change;
  std::string text;  ///< "methods/thumbnailer.cpp: 3 lines changed"; not escaped
  std::vector<std::string> details;
};
Difference difference(const KeyChange& change, const JobIngredients& before,
                      const JobIngredients& now, const ShownSource& shown);

}  // namespace accel
