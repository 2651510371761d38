// SPDX-License-Identifier: Apache-2.0
// `accel accept METHOD`: a user states that the edited method gives the same results as before. The
// finished jobs of the previous version then also get the keys of the edited one.
#pragma once

#include "job/store.h"

#include <string>
#include <vector>

namespace accel {

struct AcceptReport {
  std::vector<std::string> jobs;  ///< that have the key of the edited version from now on
  std::vector<std::string> left;  ///< not accepted: other jobs have the key of the edited version
  std::size_t before = 0;         ///< how many had the key already
};

/// `now` is the transcript of the method as it is now, with all its options and no inputs. The
/// previous version is that of the latest finished job of the method. Waits for a running deletion.
/// Throws Error if the method was not edited, if no job of it is finished, or if more than its code
/// differs: options, flags, packages, the parts of accel that it uses.
AcceptReport accept_method(const Store& store, const std::string& method, const std::string& now);

/// One statement in post.json.
struct Acceptance {
  std::string key, when, user;
};
/// The statements in a finished job; none if post.json cannot be read.
std::vector<Acceptance> read_acceptances(const std::string& job_path);

}  // namespace accel
