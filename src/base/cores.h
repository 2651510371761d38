// SPDX-License-Identifier: Apache-2.0
// The cores that a process holds, by a connection to the process that gives them out
// (base/core_server.h). A connection is one end of a socket pair. When all copies of that end are
// closed, whatever their processes died of, its cores are free again.
#pragma once

#include "base/fd.h"

#include <utility>

namespace accel {

/// What the two ends of a connection say, each message a single byte.
namespace core_message {
// from the process that wants cores
inline constexpr char kRequest = 'r';   ///< one more
inline constexpr char kGiveBack = 'g';  ///< one is free
inline constexpr char kKeepOne = 'k';   ///< all but one are free, and earlier requests are void
// from the process that gives them out
inline constexpr char kGrant = 'c';  ///< one more is yours
inline constexpr char kKept = 'k';   ///< done: what was granted before this is void
}  // namespace core_message

/// A new connection, which holds no core. `control`: see CoreServer.
Fd open_core_connection(int control);
/// A new connection that holds one core, which this waits for. Throws Interrupted. The connection
/// is closed if the server is gone, or cannot open another.
Fd take_core(int control);

/// Not safe to share with a fork: only one process may use a connection's cores.
class Cores {
 public:
  /// Nobody gives them out: there are as many as requested.
  Cores() = default;
  /// Takes over a connection that holds so many.
  Cores(Fd connection, int held);

  int held() const { return held_; }
  /// Requests that are not granted yet.
  int requested() const { return requested_; }
  void request();
  void give_back();
  /// Gives back all but one, and withdraws the requests.
  void keep_one();

  /// Becomes readable when something is to be received; -1: nothing will be.
  int fd() const { return connection_.get(); }
  /// Takes note of the requests that were granted. Does not wait.
  void receive();
  /// Hands the connection over, with what it holds.
  Fd release() { return std::move(connection_); }

 private:
  void send(char byte);
  Fd connection_;
  bool is_served_ = false;
  int held_ = 0;
  int requested_ = 0;
  int unconfirmed_ = 0;  ///< calls of keep_one() that the server may not know of yet
};

}  // namespace accel
