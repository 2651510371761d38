// SPDX-License-Identifier: Apache-2.0
// From the arguments of one `urd.build` to a checked request: each argument found to be an option, a
// dataset or a job of the method; options typed, with defaults; files hashed; the key.
#pragma once

#include <accel/urd.h>

#include "build/input_files.h"
#include "build/known_jobs.h"
#include "job/key.h"
#include "job/setup.h"
#include "job/store.h"
#include "method/methods.h"

#include <map>
#include <string>
#include <vector>

namespace accel {

/// What a request may need to know of the project and of this build so far.
struct RequestContext {
  const Project& project;
  const Workdirs& workdirs;
  KnownJobs& jobs;
};

struct JobRequest {
  JobSetup setup;  ///< all but the job's id and times
  std::map<std::string, HashedFiles> files;
  Transcript transcript;
  Digest key;
};

/// Throws Error: all unknown, missing and ill-typed arguments are told together.
JobRequest make_request(const MethodInfo& method, const std::vector<Argument>& arguments,
                        const RequestContext& context);

}  // namespace accel
