// SPDX-License-Identifier: Apache-2.0
#include "column/hashed_file.h"

#include "base/check.h"
#include "base/sys.h"

#include <fcntl.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>

namespace accel {
namespace {

constexpr std::size_t kPieces = 16;

/// Drops the first `written` bytes.
std::span<iovec> rest_of(std::span<iovec> list, std::size_t written) {
  while (!list.empty() && written >= list.front().iov_len) {
    written -= list.front().iov_len;
    list = list.subspan(1);
  }
  if (!list.empty()) {
    list.front().iov_base = static_cast<char*>(list.front().iov_base) + written;
    list.front().iov_len -= written;
  }
  return list;
}

}  // namespace

HashedFile::HashedFile(std::string path)
    : path_(std::move(path)), fd_(open_file(path_, O_WRONLY | O_CREAT | O_TRUNC)) {}

void HashedFile::write(std::span<const Bytes> pieces) {
  ACCEL_CHECK(fd_.is_open() && pieces.size() <= kPieces);
  if (error_ != 0) throw SystemError("write", path_, error_);
  for (const Bytes piece : pieces) hasher_.add(piece.data(), piece.size());
  write_piece_list(pieces);
}

void HashedFile::write_piece_list(std::span<const Bytes> pieces) {
  std::array<iovec, kPieces> lists;
  std::size_t count = 0;
  for (const Bytes piece : pieces) {
    lists[count++] = {const_cast<std::uint8_t*>(piece.data()), piece.size()};
  }
  // The kernel writes at most 2 GiB at a time, and less when it likes.
  for (auto list = rest_of({lists.data(), count}, 0); !list.empty();) {
    const ssize_t n =
        sys::retry([&] { return ::writev(fd_.get(), list.data(), static_cast<int>(list.size())); });
    if (n < 0) {
      error_ = errno;
      throw SystemError("write", path_, error_);
    }
    position_ += static_cast<std::uint64_t>(n);
    list = rest_of(list, static_cast<std::size_t>(n));
  }
}

void HashedFile::close(Durable durable) {
  if (durable == Durable::yes) sync_file(fd_, path_);
  // A network file system may tell of a failed write only now. Not retried: after EINTR Linux has
  // closed the descriptor all the same.
  if (::close(fd_.release()) != 0 && errno != EINTR) throw SystemError("close", path_, errno);
}

}  // namespace accel
