// SPDX-License-Identifier: Apache-2.0
#include "base/core_server.h"

#include "base/cores.h"
#include "base/file.h"
#include "base/sys.h"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <optional>
#include <span>
#include <utility>

namespace accel {
namespace {

/// False if the other end is closed, or does not read what it is sent.
bool send_byte(const Fd& socket, char byte) {
  return sys::retry([&] { return ::send(socket.get(), &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT); }) ==
         1;
}

/// The descriptor that was passed with a message, or a closed one if the message has none. nullopt:
/// no message has come.
std::optional<Fd> receive_descriptor(const Fd& socket) {
  char byte = 0;
  iovec part{&byte, 1};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))];
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  const auto take = [&] {
    return ::recvmsg(socket.get(), &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  };
  if (sys::retry(take) <= 0) return std::nullopt;
  int fd = -1;
  if (const cmsghdr* item = CMSG_FIRSTHDR(&message)) {
    std::memcpy(&fd, CMSG_DATA(item), sizeof fd);
  }
  return Fd(fd);
}

}  // namespace

CoreServer::CoreServer(CorePool& pool) : pool_(pool), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
  if (!epoll_.is_open()) throw SystemError("open", "an epoll descriptor", errno);
  int fds[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0) {
    throw SystemError("open", "a socket pair", errno);
  }
  control_ = Fd(fds[0]);
  accepting_ = Fd(fds[1]);
  if (!watch(accepting_.get())) throw SystemError("wait for", "requests for cores", errno);
}

CoreServer::~CoreServer() {
  while (!connections_.empty()) close(connections_.begin()->first);
}

bool CoreServer::watch(int fd) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.fd = fd;
  return ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd, &event) == 0;
}

/// Needed even before the descriptor is closed: a copy in a fork would keep it watched.
void CoreServer::unwatch(int fd) { ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd, nullptr); }

void CoreServer::serve() {
  std::array<epoll_event, 64> events;
  const int count = ::epoll_wait(epoll_.get(), events.data(), events.size(), 0);
  for (int i = 0; i < count; ++i) {
    const int fd = events[static_cast<std::size_t>(i)].data.fd;
    if (fd == accepting_.get()) {
      accept();
    } else if (connections_.contains(fd)) {
      read(fd);
    }
  }
  grant();
  watch_make();
}

void CoreServer::accept() {
  while (auto socket = receive_descriptor(accepting_)) {
    const int fd = socket->get();
    if (fd < 0 || !watch(fd)) continue;
    connections_[fd].socket = std::move(*socket);
  }
}

void CoreServer::read(int fd) {
  std::array<char, 256> bytes;
  const ssize_t size =
      sys::retry([&] { return ::recv(fd, bytes.data(), bytes.size(), MSG_DONTWAIT); });
  if (size < 0 && errno == EAGAIN) return;
  if (size <= 0) return close(fd);
  Connection& connection = connections_.at(fd);
  for (const char byte : std::span(bytes).first(static_cast<std::size_t>(size))) {
    if (!handle(connection, byte)) return close(fd);
  }
}

bool CoreServer::handle(Connection& connection, char byte) {
  switch (byte) {
    case core_message::kRequest:
      if (connection.held + connection.requested >= pool_.most()) return true;
      if (++connection.requested == 1) queue_.push_back(connection.socket.get());
      return true;
    case core_message::kGiveBack:
      if (connection.held == 0) return false;
      --connection.held;
      pool_.give_back();
      return true;
    case core_message::kKeepOne:
      withdraw_requests(connection);
      for (; connection.held > 1; --connection.held) pool_.give_back();
      return send_byte(connection.socket, core_message::kKept);
    default: return false;
  }
}

void CoreServer::withdraw_requests(Connection& connection) {
  std::erase(queue_, connection.socket.get());
  connection.requested = 0;
}

void CoreServer::close(int fd) {
  Connection& connection = connections_.at(fd);
  withdraw_requests(connection);
  for (; connection.held > 0; --connection.held) pool_.give_back();
  unwatch(fd);
  connections_.erase(fd);
}

void CoreServer::grant() {
  while (!queue_.empty() && pool_.try_take()) {
    const int fd = queue_.front();
    queue_.pop_front();
    Connection& connection = connections_.at(fd);
    ++connection.held;
    if (--connection.requested > 0) queue_.push_back(fd);
    if (!send_byte(connection.socket, core_message::kGrant)) close(fd);
  }
}

/// Only while a request waits: else a core of make's that nobody needs would keep waking the build.
void CoreServer::watch_make() {
  const int wanted = queue_.empty() ? -1 : pool_.fd();
  if (wanted == watched_of_make_) return;
  if (watched_of_make_ >= 0) unwatch(watched_of_make_);
  watched_of_make_ = wanted >= 0 && watch(wanted) ? wanted : -1;
}

}  // namespace accel
