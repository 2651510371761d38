// SPDX-License-Identifier: Apache-2.0
// What a job was given in its directory: `setup.json`, `key.txt`, `source/`. A method has no
// business with them, and a job that is run again believes them; so they are remembered before it
// runs.
#pragma once

#include "base/hash.h"

#include <string>

namespace accel {

class JobInputsGuard {
 public:
  explicit JobInputsGuard(const std::string& job_path);
  /// Throws Error when one of them is not as it was.
  void require_unchanged() const;
  /// Puts `setup.json` and `key.txt` back, and removes a `source/` that was changed: who needs it
  /// then has the project's.
  void restore() const;

 private:
  std::string job_path_;
  std::string setup_, key_;
  Digest source_;
};

}  // namespace accel
