// SPDX-License-Identifier: Apache-2.0
#include "column/hashed_file.h"

#include "base/check.h"
#include "base/sys.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace accel {
namespace {

constexpr std::size_t kPieces = 16;
constexpr std::size_t kStride = std::size_t{1} << 18;

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
    : path_(std::move(path)),
      fd_(open_file(path_, O_WRONLY | O_CREAT | O_TRUNC)),
      end_(std::make_unique_for_overwrite<std::uint8_t[]>(kStride)) {}

void HashedFile::write(std::span<const Bytes> pieces) {
  ACCEL_CHECK(fd_.is_open() && pieces.size() <= kPieces);
  if (error_ != 0) throw SystemError("write", path_, error_);
  const std::uint64_t before = position_;
  for (const Bytes piece : pieces) {
    hasher_.add(piece.data(), piece.size());
    position_ += piece.size();
  }
  const std::uint64_t end = position_ / kStride * kStride;
  const std::size_t to_write = end > before ? end - before : 0;
  if (to_write != 0) write_kept_and(pieces, to_write);
  keep(pieces, to_write);
}

void HashedFile::flush() {
  if (error_ != 0) throw SystemError("write", path_, error_);
  write_kept_and({}, 0);
}

/// Writes what is kept and the first `size` bytes of the pieces.
void HashedFile::write_kept_and(std::span<const Bytes> pieces, std::size_t size) {
  process_.require();
  std::array<iovec, kPieces + 1> lists;
  lists[0] = {end_.get(), kept_};
  std::size_t count = 1;
  for (const Bytes piece : pieces) {
    const std::size_t part = std::min(piece.size(), size);
    lists[count++] = {const_cast<std::uint8_t*>(piece.data()), part};
    size -= part;
  }
  kept_ = 0;
  // The kernel writes at most 2 GiB at a time, and less when it likes.
  for (auto list = rest_of({lists.data(), count}, 0); !list.empty();) {
    const ssize_t n = sys::writev(fd_.get(), list);
    if (n < 0) {
      error_ = errno;
      throw SystemError("write", path_, error_);
    }
    list = rest_of(list, static_cast<std::size_t>(n));
  }
}

/// Keeps the pieces' bytes from `from` on, after what is kept.
void HashedFile::keep(std::span<const Bytes> pieces, std::size_t from) {
  for (const Bytes piece : pieces) {
    const std::size_t before = std::min(from, piece.size());
    const std::size_t size = piece.size() - before;
    if (size != 0) std::memcpy(end_.get() + kept_, piece.data() + before, size);
    from -= before;
    kept_ += size;
  }
}

void HashedFile::close(Durable durable) {
  flush();
  if (durable == Durable::yes) sync_file(fd_, path_);
  // A network file system may report a failed write only now. Not retried: after EINTR Linux has
  // closed the descriptor anyway.
  if (sys::close(fd_.release()) != 0 && errno != EINTR) throw SystemError("close", path_, errno);
}

}  // namespace accel
