// SPDX-License-Identifier: Apache-2.0
// The cores of one build, as tokens: its own, or those that a `make -jN` above gives. Whoever wants
// to keep a core busy takes one first, and gives it back. Threads may share it.
#pragma once

#include "base/make_jobserver.h"

#include <mutex>
#include <optional>
#include <string>

namespace accel {

class CorePool {
 public:
  /// At most `most` cores at once. If make gave some: the one that this process runs on, and those
  /// that make has to spare. If make's cannot be used: that one alone.
  CorePool(int most, CoresOfMake from_make);
  CorePool(const CorePool&) = delete;
  CorePool& operator=(const CorePool&) = delete;
  /// Gives make all that it gave, whoever has not given it back.
  ~CorePool();

  /// Does not wait.
  bool try_take();
  /// Waits for a core. Throws Interrupted.
  void take();
  void give_back();

  int most() const { return most_; }
  /// Becomes readable when make may have a core to spare; -1: only give_back() brings one.
  int fd() const;

 private:
  const int most_;
  std::optional<MakeJobserver> make_;
  mutable std::mutex lock_;
  int own_;            ///< those that are free and not make's
  std::string taken_;  ///< the bytes of make's
};

}  // namespace accel
