// SPDX-License-Identifier: Apache-2.0
#include "run/channel.h"

#include "base/file.h"
#include "base/sys.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <cstdio>
#include <cstring>
#include <memory>

namespace accel {
namespace {

constexpr int kBuffer = 256 * 1024;  // a message must fit

union Control {  // room for one descriptor (unix(7), SCM_RIGHTS)
  cmsghdr header;
  char bytes[CMSG_SPACE(sizeof(int))];
};

}  // namespace

std::pair<Channel, Channel> make_channel() {
  int fds[2];
  const auto open = [&](auto) {
    return ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds);
  };
  if (sys::ask({.name = "socketpair"}, open) != 0) {
    throw SystemError("open", "a socket pair", errno);
  }
  for (const int fd : fds) ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &kBuffer, sizeof kBuffer);
  return {Channel(Fd(fds[0])), Channel(Fd(fds[1]))};
}

void Channel::send(const Message& message) const {
  std::string bytes(1, static_cast<char>(message.kind));
  bytes += message.text;
  iovec part{bytes.data(), bytes.size()};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  Control control{};
  if (message.fd.is_open()) {
    header.msg_control = &control;
    header.msg_controllen = sizeof control;
    control.header = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
    const int fd = message.fd.get();
    std::memcpy(CMSG_DATA(&control.header), &fd, sizeof fd);
  }
  const auto give = [&](auto) { return ::sendmsg(socket_.get(), &header, MSG_NOSIGNAL); };
  if (sys::ask({.name = "sendmsg"}, give) < 0) {
    throw SystemError("write to", "the job's supervisor", errno);
  }
}

std::optional<Message> Channel::receive() const {
  static const auto bytes = std::make_unique_for_overwrite<char[]>(kBuffer);
  iovec part{bytes.get(), kBuffer};
  Control control{};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = &control;
  header.msg_controllen = sizeof control;
  const auto take = [&](auto) { return ::recvmsg(socket_.get(), &header, MSG_CMSG_CLOEXEC); };
  const ssize_t size = sys::ask({.name = "recvmsg"}, take);
  if (size < 0) throw SystemError("read from", "the job", errno);
  if (size == 0) return std::nullopt;
  Message message;
  message.kind = static_cast<Message::Kind>(bytes[0]);
  message.text.assign(bytes.get() + 1, static_cast<std::size_t>(size) - 1);
  if (const cmsghdr* item = CMSG_FIRSTHDR(&header)) {
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(item), sizeof fd);
    message.fd = Fd(fd);
  }
  return message;
}

void Channel::redirect_output(const std::string& name) const {
  std::fflush(nullptr);
  int fds[2];
  const auto open = [&](auto) { return ::pipe2(fds, O_CLOEXEC); };
  if (sys::ask({.name = "pipe2"}, open) != 0) throw SystemError("open", "a pipe", errno);
  Message message{Message::Kind::output, name, Fd(fds[0])};
  const Fd writing(fds[1]);
  send(message);
  ::dup2(writing.get(), STDOUT_FILENO);
  ::dup2(writing.get(), STDERR_FILENO);
  std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);  // what is printed before a crash is not lost
}

}  // namespace accel
