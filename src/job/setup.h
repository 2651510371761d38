// SPDX-License-Identifier: Apache-2.0
// `setup.json`: the request for a job, and everything that its process needs to run, so that a job
// directory needs nothing else.
#pragma once

#include <accel/value.h>

#include "base/image_settings.h"
#include "base/json.h"
#include "job/job_id.h"

#include <map>
#include <string>
#include <vector>

namespace accel {

constexpr int kSetupFormat = 1;  ///< of `setup.json`

/// Input files of one option: `inputs/<option>.tsv` lists them, below `folder`.
struct FilesInput {
  std::uint64_t count = 0;
  std::string digest;
  std::string folder;  ///< absolute; names are relative to it
};

/// How the method was compiled, so that it can be compiled again from `source/`.
struct PluginRecipe {
  std::string object;                ///< the compiled plugin, in a cache
  std::vector<std::string> sources;  ///< relative to `source/`, those given to the compiler
  std::string compiler;
  std::vector<std::string> flags;
  std::vector<std::string> packages;
};

/// How the method's processes are caged (src/run/cage.h) on the machine that requested the job. If
/// `on` is false and `note` is empty, the method is not caged.
struct CagePlan {
  bool on = false;
  int landlock = 0;     ///< the kernel's version of Landlock; 0: none
  bool filter = false;  ///< system calls are filtered
  std::string note;     ///< what is lacking, or why it is off
};

/// Why a job was made, as far as was known then.
struct MakeReason {
  std::string kind;  ///< "new", "changed", "gone", "bad_rows", "forced", "again"; FORMATS.md
  std::string text;  ///< in words
  std::string job;   ///< that it was compared with, or that stood in its place; may be empty
};

/// What was requested: everything that determines the job's results. src/urd/request.h fills it.
struct JobTask {
  std::string method;
  Value::Object options;
  std::map<std::string, std::vector<Reference>> datasets;
  std::map<std::string, std::vector<std::string>> jobs;
  std::vector<std::string> lists;  ///< names of datasets and jobs that are lists
  std::map<std::string, FilesInput> files;
  ImageSettings images;  ///< the defaults, where the method has nothing to do with pictures
  std::string key;
};
/// The jobs that the task reads, and those whose datasets it reads.
std::vector<std::string> jobs_read(const JobTask& task);

/// How the work is divided, and its limits. Not in the key. src/urd/request.h fills it.
struct JobLimits {
  int slices = 1;
  int concurrency = 1;
  Value max_bad = 0;
  double timeout = 0;         ///< of the job, in seconds; 0: none
  double row_timeout = 0;     ///< of a row
  double stalled_after = 60;  ///< seconds at one row after which a notice is printed; 0: never
};

/// Properties of the machine that requested the job: paths, and what its kernel supports. Another
/// machine may replace them with its own.
struct JobEnvironment {
  PluginRecipe plugin;
  CagePlan cage;
  std::map<std::string, std::string> workdirs;  ///< by name: absolute paths, those of other jobs
};

/// Who requested the job, when and why. Nothing depends on it.
struct JobOrigin {
  std::string script;  ///< relative to the project if it is in it
  int line = 0;
  std::string started, host, user;
  std::map<std::string, std::string> versions;
  MakeReason why;  ///< empty in jobs of an earlier accel
};

struct JobSetup {
  std::string job;
  JobTask task;
  JobLimits limits;
  JobEnvironment environment;
  JobOrigin origin;
  /// Jobs with the same recipe whose rows the job may keep, the best first.
  std::vector<std::string> predecessors;
  /// A finished job of the method, whose values the job's own are compared with; empty if there is
  /// none.
  std::string counterpart;
};

/// A method's largest number of bad rows: a count, or a fraction of `rows`.
std::uint64_t allowed_bad_rows(const Value& max_bad, std::uint64_t rows);

Document setup_document(const JobSetup& setup);
/// Throws Error, naming the file, if it is missing, damaged or of another version. If the workdir
/// was moved since, paths that were moved with it are updated.
JobSetup read_setup(const std::string& job_path);

}  // namespace accel
