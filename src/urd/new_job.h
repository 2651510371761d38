// SPDX-License-Identifier: Apache-2.0
// The directory of a job before it runs: the copy of its method's source, its lists of files, and
// `setup.json`, so that it can be run, understood, and compiled again, without anything else.
#pragma once

#include "job/setup.h"
#include "method/methods.h"
#include "urd/request.h"

#include <string>

namespace accel {

/// Who requests jobs, and with which compiler.
struct Asker {
  std::string host, user, compiler;
};
/// Finds out who requests jobs. Calls stat on the compiler.
Asker find_asker(const Project& project);

/// The versions of the libraries and packages that the method's results may depend on.
std::string libraries_of(const MethodInfo& method, const Project& project);

/// Where the scripts request a job, and why it is made.
struct CallPlace {
  std::string file;  ///< relative to the project
  int line = 0;
  MakeReason why;
};
/// The setup of the new job `id`.
JobSetup make_setup(const std::string& id, const JobRequest& request, const MethodInfo& method,
                    const RequestContext& context, const Asker& asker, const CallPlace& at);

/// Writes into the folder, which may have the files of a run that was cut short.
void write_job(const std::string& path, const JobSetup& setup, const JobRequest& request,
               const MethodInfo& method);

}  // namespace accel
