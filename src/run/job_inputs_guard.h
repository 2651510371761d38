// SPDX-License-Identifier: Apache-2.0
// The files that a job is given in its directory: `setup.json`, `key.txt`, `source/`. A method must
// not change them, because a job that runs again relies on them. So they are remembered before it
// runs.
#pragma once

#include "base/hash.h"

#include <string>

namespace accel {

class JobInputsGuard {
 public:
  explicit JobInputsGuard(const std::string& job_path);
  /// Throws Error if one of them has changed.
  void require_unchanged() const;
  /// Restores `setup.json` and `key.txt`, and removes a `source/` that was changed: the project's
  /// source is then used instead.
  void restore() const;

 private:
  std::string job_path_;
  std::string setup_, key_;
  Digest source_;
};

}  // namespace accel
