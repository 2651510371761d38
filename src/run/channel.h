// SPDX-License-Identifier: Apache-2.0
// Messages from a job's phases to its supervisor, by a Unix socket: "this descriptor is the output
// of slice 3", "the job failed, and how", "show the user this", "the phases are done".
#pragma once

#include "base/fd.h"

#include <optional>
#include <string>

namespace accel {

struct Message {
  enum class Kind : char { output = 'o', failed = 'f', done = 'd', notice = 'n' };
  Kind kind = Kind::output;
  std::string text;  ///< of an output: its name; of a failure: a JSON document; of a notice:
                     ///< the text to show to the user
  Fd fd;             ///< of an output: the reading end of a pipe
};

class Channel {
 public:
  explicit Channel(Fd socket) : socket_(std::move(socket)) {}
  int fd() const { return socket_.get(); }
  void send(const Message& message) const;
  /// nullopt when the other side is closed.
  std::optional<Message> receive() const;

  /// From now on, what this process prints is the output called `name`.
  void redirect_output(const std::string& name) const;

 private:
  Fd socket_;
};

/// The supervisor's side, and the phases'.
std::pair<Channel, Channel> make_channel();

}  // namespace accel
