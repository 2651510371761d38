// SPDX-License-Identifier: Apache-2.0
// Sweeps: a piece of work is done again and again, and each time another of its system calls goes
// wrong, by the hook of src/base/sys.h. A World is what lies on disk before, the work, and what
// must hold after. Kept, and named, when the test fails.
#pragma once

#include "base/sys.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace accel::faults {

/// Puts a hook in place while it lives.
class Hooked {
 public:
  explicit Hooked(sys::Hook& hook) { sys::hook = &hook; }
  Hooked(const Hooked&) = delete;
  Hooked& operator=(const Hooked&) = delete;
  ~Hooked() { sys::hook = nullptr; }
};

class World {
 public:
  virtual ~World() = default;
  /// All that the work writes lies below it.
  virtual std::string folder() const = 0;
  /// The work. Done again after a fault, it goes on with what is there.
  virtual void run() = 0;
  /// Expects what must hold whatever went wrong, and wherever the process died.
  virtual void look() const = 0;
  /// Expects what must hold after a run that came to its end.
  virtual void look_done() const = 0;
  /// Whether an error names what it is about: something below the folder, or one that leads there.
  virtual bool names_something(const std::string& message) const;
};

using MakeWorld = std::function<std::unique_ptr<World>()>;

/// A MakeWorld.
template <class W>
std::unique_ptr<World> make() {
  return std::make_unique<W>();
}

/// How hard to sweep. A run of the work is made for each kind of fault and each call.
struct Thoroughness {
  std::size_t least_calls;  ///< fewer visited is a failure: the hook is passed by
  bool all_errors = true;   ///< else the calls get the errors in turns
};

/// Each call fails once with each error: the work fails with an error that names a path, or does
/// without; nothing is left open, running or half written. From each call that needs room on, the
/// disk is full. Each write ends early and the next fails. After each fault the work is done again,
/// and must come out right.
void sweep_failures(const MakeWorld& make, const Thoroughness& how);

/// The process is killed at each call, and half-way through each write; then the same.
void sweep_deaths(const MakeWorld& make, const Thoroughness& how);

/// Does the work in a separate process, which is killed when a file gets a name with this ending.
void die_behind_file(World& world, const std::string& ending);

/// Every call is interrupted once and every transfer cut to a few bytes: nobody notices.
void expect_interruptions_unseen(const MakeWorld& make);

}  // namespace accel::faults
