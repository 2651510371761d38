// SPDX-License-Identifier: Apache-2.0
// What a method declares: options, inputs, phases. A process that constructs the method writes it
// once, beside the compiled plugin. Checking and hashing read that, so that nothing else but jobs
// loads a plugin.
#pragma once

#include <accel/value.h>

#include "base/json.h"

#include <optional>
#include <string>
#include <vector>

namespace accel {

/// The options that `urd.build` takes for any method, and that no method declares.
inline constexpr const char* kOfEveryMethod[] = {"max_bad", "timeout", "row_timeout"};

struct OptionDeclaration {
  std::string name;
  Value type;  ///< src/FORMATS.md, "option types"; "files" for an option of files
  Value default_value;
  bool required = false;
  std::string help;
  std::string base;  ///< of an option of files: the option that names its folder, or empty
};

struct InputDeclaration {
  std::string name;
  bool is_list = false;
  bool required = true;
  bool whole = false;  ///< a dataset that is not read slice by slice
};

struct Description {
  std::vector<OptionDeclaration> options;
  std::vector<InputDeclaration> datasets;
  std::vector<InputDeclaration> jobs;
  bool has_prepare = false;
  bool has_analysis = false;
  bool has_synthesis = false;
  bool is_caged = false;             ///< it needs nothing but its inputs (src/run/cage.h)
  std::vector<std::string> results;  ///< parts of accel that its results depend on: "image"

  std::vector<std::string> names() const;  ///< of options, datasets and jobs
};

Document description_document(const Description& description);
Description read_description(const std::string& path);

/// A declared type in words: "a whole number (int32)", "one of bmp, jpeg, png".
std::string type_text(const Value& type);

/// `given` as an option of `type`, in the one form that keys and methods see: numbers of the right
/// kind, structs with all their fields (from `default_value`), maps as objects. Throws Error:
/// "expected
/// ..., got ...".
Value typed_value(const Value& given, const Value& type, const Value& default_value);

}  // namespace accel
