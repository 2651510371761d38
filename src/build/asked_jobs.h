// SPDX-License-Identifier: Apache-2.0
// What each script asked for when it last ran to its end: `<workdir>/.builds/`, a file a script, of
// all projects that use the workdir. Those jobs are never superseded.
#pragma once

#include <string>
#include <vector>

namespace accel {

struct AskedJobs {
  std::string project;            ///< absolute
  std::string script;             ///< relative to it when it lies in it
  std::vector<std::string> jobs;  ///< ids
};

/// Takes the place of what the script asked for before. Called while the jobs are held. Writes only
/// what changed; passes over a workdir that cannot be written.
void note_asked_jobs(const std::string& workdir, const AskedJobs& asked);

/// How many jobs the script asked for then; 0 when that is not known.
int count_asked_jobs(const std::string& workdir, const std::string& project,
                     const std::string& script);

/// The folder of the records.
std::string asked_jobs_folder(const std::string& workdir);
/// Of all scripts that are there, or may be: those of projects that are gone, too. Throws Error for
/// a record that is damaged.
std::vector<AskedJobs> read_asked_jobs(const std::string& workdir);

}  // namespace accel
