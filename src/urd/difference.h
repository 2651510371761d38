// SPDX-License-Identifier: Apache-2.0
// How what one job was made of differs from that of another, in words: from the transcripts of
// their keys, and from the texts behind the digests in them.
#pragma once

#include "dataset/input_list.h"
#include "job/key.h"
#include "urd/request.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace accel {

/// What a job was made of, or is about to be. The functions return nullopt for what is not there,
/// or is damaged.
struct JobIngredients {
  std::string transcript;
  /// A source or header, by its name in the transcript.
  std::function<std::optional<std::string>(const std::string& file)> source;
  /// The files of an option.
  std::function<std::optional<std::vector<InputFile>>(const std::string& option)> inputs;
};

/// What a job, finished or not, was made of; nullopt when it has no key.txt.
std::optional<JobIngredients> find_job_ingredients(const std::string& job_path);
/// What is given must outlive it.
JobIngredients job_ingredients(const JobRequest& request, const MethodInfo& method);

/// How the name of a source is shown: "methods/thumbnailer.cpp".
using ShownSource = std::function<std::string(const std::string& file)>;
/// By where the method's source lies now. `project` must outlive it.
ShownSource shown_source(const Project& project, const std::optional<MethodSource>& source);

struct Difference {
  KeyChange change;
  std::string text;  ///< "methods/thumbnailer.cpp: 3 lines changed"; not escaped
  std::vector<std::string> details;
};
Difference difference(const KeyChange& change, const JobIngredients& before,
                      const JobIngredients& now, const ShownSource& shown);

}  // namespace accel
