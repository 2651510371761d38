// SPDX-License-Identifier: Apache-2.0
// The cores of one build, as tokens: its own, or those of the `make -jN` that runs it. Take a core
// before you keep one busy, and give it back afterwards. Threads may share a pool.
#pragma once

#include "base/make_jobserver.h"

#include <mutex>
#include <optional>
#include <string>

namespace accel {

class CorePool {
 public:
  /// Gives out at most `most` cores at once. If make runs this process, these are the core on
  /// which it runs and those that make can spare. If make's cannot be used, it is that core alone.
  CorePool(int most, CoresOfMake from_make);
  CorePool(const CorePool&) = delete;
  CorePool& operator=(const CorePool&) = delete;
  /// Returns all of make's cores, even those that were not given back to the pool.
  ~CorePool();

  /// False if no core is free. Does not wait.
  bool try_take();
  /// Waits for a core. Throws Interrupted.
  void take();
  void give_back();

  int most() const { return most_; }
  /// Becomes readable when make may have a core to spare. -1: only give_back() can free one.
  int fd() const;

 private:
  const int most_;
  std::optional<MakeJobserver> make_;
  mutable std::mutex lock_;
  int own_;            ///< free cores that are not make's
  std::string taken_;  ///< the bytes of make's cores that are in use
};

}  // namespace accel
