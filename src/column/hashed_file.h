// SPDX-License-Identifier: Apache-2.0
// A file that is written from its beginning to its end and hashed on the way. Never seeks. Once a
// write has failed, each later one fails with the same error, because the file has a hole. It
// writes whole strides only, and the rest at the end: the kernel caches a file in pieces as large
// as the writes are aligned, and mapping it later costs time for each piece. (Linux 6.18, ext4:
// summing a column that was just written takes a fifth less time.)
#pragma once

#include "base/fd.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/process.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace accel {

class HashedFile {
 public:
  /// Creates the file, or empties an existing one. Throws SystemError.
  explicit HashedFile(std::string path);

  /// Writes the pieces one after the other, without a copy, but keeps an end of less than a stride.
  /// Throws SystemError.
  void write(std::span<const Bytes> pieces);
  /// Writes what is kept, at once. Throws SystemError.
  void flush();
  /// Writes what is kept and closes the file; with Durable::yes, after its contents are on disk.
  /// Throws SystemError.
  void close(Durable durable);

  const std::string& path() const { return path_; }
  /// How much was written, including what is kept.
  std::uint64_t position() const { return position_; }
  Digest checksum() const { return hasher_.digest(); }

 private:
  void write_kept_and(std::span<const Bytes> pieces, std::size_t size);
  void keep(std::span<const Bytes> pieces, std::size_t from);

  OwnProcess process_;  ///< two that write would mix their rows
  std::string path_;
  Fd fd_;
  Hasher hasher_;
  std::uint64_t position_ = 0;
  std::unique_ptr<std::uint8_t[]> end_;  ///< the last kept_ bytes, not yet written
  std::size_t kept_ = 0;
  int error_ = 0;
};

}  // namespace accel
