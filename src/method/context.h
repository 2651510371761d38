// SPDX-License-Identifier: Apache-2.0
// The context that a method object is constructed in: whether declarations are collected or get
// their values, and which phase runs. A process has one at a time, set while a Scope exists.
#pragma once

#include <accel/method.h>

#include "dataset/saved_files.h"
#include "dataset/writer.h"
#include "job/setup.h"
#include "method/description.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace accel {

enum class Phase { none, prepare, analysis, synthesis };
const char* phase_name(Phase phase);

namespace detail {

struct Context {
  Description description;          ///< collected while a method is constructed
  const JobSetup* setup = nullptr;  ///< null: declarations are only collected
  std::string job_path;
  Workdirs workdirs;
  Phase phase = Phase::none;
  bool constructing = false;
  std::map<std::string, Handle<FilesState>> files;       ///< read once, shared by all phases
  std::map<std::string, std::vector<Dataset>> datasets;  ///< opened once
  std::vector<Writer> writers;           ///< of the method object that was made last
  std::vector<Writer> prepared_writers;  ///< made by prepare()
  std::set<std::string> names;           ///< declared so far
  SavedFiles* saved = nullptr;           ///< where this phase notes the files that it saves
  /// The counterparts of the datasets that analysis() fills, by name. Null if there are none.
  const std::map<std::string, Counterpart>* counterparts = nullptr;

  /// Opens the inputs of the job, before any phase.
  void open_inputs();
  std::vector<Writer> all_writers() const;
  Writer find_writer(const std::string& name) const;
};

/// Makes `context` the current one.
class Scope {
 public:
  explicit Scope(Context& context);
  Scope(const Scope&) = delete;
  Scope& operator=(const Scope&) = delete;
  ~Scope();

 private:
  Context* outer_;
};

/// A method object, made for one phase.
class MethodObject {
 public:
  MethodObject(Phases& phases, Context& context, Phase phase);
  MethodObject(const MethodObject&) = delete;
  MethodObject& operator=(const MethodObject&) = delete;
  ~MethodObject();
  void* get() const { return object_; }

 private:
  Phases& phases_;
  Context& context_;
  Scope scope_;
  void* object_;
};

}  // namespace detail
}  // namespace accel
