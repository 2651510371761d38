// SPDX-License-Identifier: Apache-2.0
// Gives the cores of a pool to other processes, over connections (base/cores.h), first come, first
// served: a connection that has requested several gets one, then waits behind the others. So a job
// that wants its first core does not wait for all shares of another. The server trusts no process:
// whatever a process sends, it never holds more cores than the pool has, and its cores are free
// again when its connection is closed.
#pragma once

#include "base/core_pool.h"
#include "base/fd.h"

#include <deque>
#include <map>

namespace accel {

class CoreServer {
 public:
  /// `pool` must outlive it.
  explicit CoreServer(CorePool& pool);
  CoreServer(const CoreServer&) = delete;
  CoreServer& operator=(const CoreServer&) = delete;
  /// Gives back what the connections hold.
  ~CoreServer();

  /// Becomes readable when serve() has something to do.
  int fd() const { return epoll_.get(); }
  /// The descriptor over which a fork of this process opens connections (open_core_connection). A
  /// process that has it can take all cores, so jobs do not get it.
  int control() const { return control_.get(); }

  /// Reads what connections send and gives out the cores that are free. Does not wait.
  void serve();

 private:
  struct Connection {
    Fd socket;
    int held = 0;
    int requested = 0;  ///< not granted yet; more than 0: the connection is in the queue
  };
  bool watch(int fd);
  void unwatch(int fd);
  void accept();
  void read(int fd);
  /// False if the connection must be closed: the byte makes no sense, or nobody reads the answer.
  bool handle(Connection& connection, char byte);
  void withdraw_requests(Connection& connection);
  void close(int fd);
  void grant();
  void watch_make();

  CorePool& pool_;
  Fd epoll_;
  Fd control_;
  Fd accepting_;  ///< the other end of `control_`
  std::map<int, Connection> connections_;
  std::deque<int> queue_;     ///< the connections that wait
  int watched_of_make_ = -1;  ///< make's descriptor, while it is in `epoll_`
};

}  // namespace accel
