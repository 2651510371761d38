// SPDX-License-Identifier: Apache-2.0
#include "base/cores.h"

#include "base/check.h"
#include "base/file.h"
#include "base/interrupt.h"
#include "base/sys.h"

#include <sys/socket.h>

#include <array>
#include <cstring>
#include <span>

namespace accel {
namespace {

union PassedEnd {  // room for one descriptor (unix(7), SCM_RIGHTS)
  cmsghdr header;
  char bytes[CMSG_SPACE(sizeof(int))];
};

void pass(int control, int end) {
  char byte = 0;  // a message must not be empty
  iovec part{&byte, 1};
  PassedEnd passed{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = &passed;
  message.msg_controllen = sizeof passed;
  passed.header = {CMSG_LEN(sizeof(int)), SOL_SOCKET, SCM_RIGHTS};
  std::memcpy(CMSG_DATA(&passed.header), &end, sizeof end);
  if (sys::retry([&] { return ::sendmsg(control, &message, MSG_NOSIGNAL); }) < 0) {
    throw SystemError("request", "a core", errno);
  }
}

}  // namespace

Fd open_core_connection(int control) {
  int fds[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) {
    throw SystemError("open", "a socket pair", errno);
  }
  Fd connection(fds[0]);
  const Fd servers(fds[1]);
  pass(control, servers.get());
  return connection;
}

Fd take_core(int control) {
  Cores cores(open_core_connection(control), 0);
  cores.request();
  while (cores.held() == 0 && cores.fd() >= 0) {
    if (!wait_interruptibly(cores.fd())) throw Interrupted();
    cores.receive();
  }
  return cores.release();
}

Cores::Cores(Fd connection, int held)
    : connection_(std::move(connection)), is_served_(true), held_(held) {}

/// If the server has ended, this process is about to end, too. Until then it uses what it holds.
void Cores::send(char byte) {
  if (!connection_.is_open()) return;
  const auto give = [&] { return ::send(connection_.get(), &byte, 1, MSG_NOSIGNAL); };
  if (sys::retry(give) != 1) connection_.reset();
}

void Cores::request() {
  if (!is_served_) {
    ++held_;
    return;
  }
  ++requested_;
  send(core_message::kRequest);
}

void Cores::give_back() {
  ACCEL_CHECK(held_ > 0);
  --held_;
  send(core_message::kGiveBack);
}

void Cores::keep_one() {
  if (!is_served_ || (held_ == 1 && requested_ == 0)) return;
  ACCEL_CHECK(held_ > 0);
  held_ = 1;
  requested_ = 0;
  ++unconfirmed_;
  send(core_message::kKeepOne);
}

void Cores::receive() {
  std::array<char, 256> bytes;
  const ssize_t size = sys::retry(
      [&] { return ::recv(connection_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT); });
  if (size < 0 && errno == EAGAIN) return;
  if (size <= 0) return connection_.reset();
  for (const char byte : std::span(bytes).first(static_cast<std::size_t>(size))) {
    if (byte == core_message::kKept && unconfirmed_ > 0) --unconfirmed_;
    if (byte != core_message::kGrant || unconfirmed_ > 0 || requested_ == 0) continue;
    --requested_;
    ++held_;
  }
}

}  // namespace accel
