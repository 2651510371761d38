// SPDX-License-Identifier: Apache-2.0
// A file that is written from its beginning to its end and hashed on the way. Never seeks. Once a
// write has failed, each later one fails with the same error: what is there has a hole.
#pragma once

#include "base/fd.h"
#include "base/file.h"
#include "base/hash.h"

#include <cstdint>
#include <span>
#include <string>

namespace accel {

class HashedFile {
 public:
  /// Creates the file, or empties the one that is there. Throws SystemError.
  explicit HashedFile(std::string path);

  /// Writes the pieces one after the other, straight from where they lie. Throws SystemError.
  void write(std::span<const Bytes> pieces);
  /// Closes the file, when Durable::yes after its contents are on disk. Throws SystemError.
  void close(Durable durable);

  const std::string& path() const { return path_; }
  std::uint64_t position() const { return position_; }
  Digest checksum() const { return hasher_.digest(); }

 private:
  void write_piece_list(std::span<const Bytes> pieces);

  std::string path_;
  Fd fd_;
  Hasher hasher_;
  std::uint64_t position_ = 0;
  int error_ = 0;
};

}  // namespace accel
