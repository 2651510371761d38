// SPDX-License-Identifier: Apache-2.0
// Turns the arguments of one `urd.build` into a checked request: finds which are options, datasets
// or jobs of the method, types the options and fills in defaults, hashes files, computes the key.
#pragma once

#include <accel/urd.h>

#include "job/key.h"
#include "job/setup.h"
#include "job/store.h"
#include "method/methods.h"
#include "urd/hashed_inputs.h"
#include "urd/known_jobs.h"

#include <map>
#include <string>
#include <vector>

namespace accel {

/// What a request may need to know about the project and this build so far.
struct RequestContext {
  const Project& project;
  const Workdirs& workdirs;
  KnownJobs& jobs;
};

/// What one call requests. The code that runs it adds the environment and the origin
/// (src/job/setup.h).
struct JobRequest {
  JobTask task;
  JobLimits limits;
  std::map<std::string, HashedFiles> files;  ///< by option
  Transcript transcript;
  Digest key;   ///< of the transcript
  int nth = 0;  ///< of the script's calls of the method
};

/// Everything that a job's results depend on, in the defined order. `jobs` has the keys of the jobs
/// that `task` reads.
Transcript make_transcript(const MethodInfo& method, const Project& project, const JobTask& task,
                           KnownJobs& jobs);
/// The transcript of the method as it is now, with all its options and no inputs.
Transcript make_bare_transcript(const MethodInfo& method, const Project& project);

/// Checks the arguments, hashes the files, and looks at the inputs that are finished. The request
/// has no key yet. Throws Error, with all unknown, missing and ill-typed arguments.
JobRequest check_request(const MethodInfo& method, const std::vector<Argument>& arguments,
                         const RequestContext& context);
/// Call it when all inputs are finished; in a dry run, some never are. Looks at them, and computes
/// the number of slices and the key. Throws Error.
void complete_request(JobRequest& request, const MethodInfo& method, const RequestContext& context);

}  // namespace accel
