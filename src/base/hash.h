// SPDX-License-Identifier: Apache-2.0
// XXH3, 128 bits: content hashes, keys, checksums. A digest is 32 hex digits, high half first (what
// `xxh128sum` prints). Fast, but no protection against collisions made on purpose.
#pragma once

#include <accel/types.h>

#include "base/fd.h"

#include <cstdint>
#include <string>
#include <string_view>

struct XXH3_state_s;

namespace accel {

struct Digest {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  std::string hex() const;
  friend auto operator<=>(const Digest&, const Digest&) = default;
};

/// Whether Digest::hex may have made it.
bool is_digest(std::string_view text);
/// What Digest::hex made; throws Error for anything else.
Digest parse_digest(std::string_view hex);

Digest digest_of(std::string_view bytes);
inline Digest digest_of(Bytes bytes) { return digest_of(bytes.text()); }
/// Reads a file from its beginning to its end.
Digest digest_of_file(const Fd& fd, const std::string& path);
Digest digest_of_file(const std::string& path);

class Hasher {
 public:
  Hasher();
  Hasher(const Hasher&) = delete;
  Hasher& operator=(const Hasher&) = delete;
  Hasher(Hasher&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
  Hasher& operator=(Hasher&& other) noexcept {
    std::swap(state_, other.state_);
    return *this;
  }
  ~Hasher();
  void add(const void* data, std::size_t size);
  void add(std::string_view bytes) { add(bytes.data(), bytes.size()); }
  Digest digest() const;

 private:
  XXH3_state_s* state_;
};

}  // namespace accel
