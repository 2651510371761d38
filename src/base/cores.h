// SPDX-License-Identifier: Apache-2.0
// The cores that a process holds, over a connection to the process that gives them out
// (base/core_server.h). A connection is one end of a socket pair. When all copies of that end are
// closed, however their processes ended, its cores are free again.
#pragma once

#include "base/fd.h"

#include <utility>

namespace accel {

/// The messages on a connection. Each is a single byte.
namespace core_message {
// from the process that wants cores
inline constexpr char kRequest = 'r';   ///< one more, please
inline constexpr char kGiveBack = 'g';  ///< one is free
inline constexpr char kKeepOne = 'k';   ///< all but one are free, and earlier requests are void
// from the process that gives them out
inline constexpr char kGrant = 'c';  ///< one more is yours
inline constexpr char kKept = 'k';   ///< done: what was granted before this is void
}  // namespace core_message

/// A new connection, which holds no core. `control`: see CoreServer.
Fd open_core_connection(int control);
/// Waits for a core and returns the connection that holds it. Throws Interrupted. The connection is
/// closed if the server is gone or cannot open another.
Fd take_core(int control);

/// Not safe to share with a fork: only one process may use a connection's cores.
class Cores {
 public:
  /// Without a server: each request is granted at once.
  Cores() = default;
  /// Takes over a connection that holds `held` cores.
  Cores(Fd connection, int held);

  int held() const { return held_; }
  /// Requests that are not granted yet.
  int requested() const { return requested_; }
  void request();
  void give_back();
  /// Gives back all but one, and withdraws the requests.
  void keep_one();

  /// Becomes readable when receive() has something to do. -1: it never will.
  int fd() const { return connection_.get(); }
  /// Notes which requests were granted. Does not wait.
  void receive();
  /// Hands over the connection and the cores that it holds.
  Fd release() { return std::move(connection_); }

 private:
  void send(char byte);
  Fd connection_;
  bool is_served_ = false;
  int held_ = 0;
  int requested_ = 0;
  int unconfirmed_ = 0;  ///< calls of keep_one() that the server has not confirmed
};

}  // namespace accel
