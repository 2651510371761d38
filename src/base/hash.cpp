// SPDX-License-Identifier: Apache-2.0
#include "base/hash.h"

#include "base/check.h"
#include "base/file.h"
#include "base/text.h"

#include <fcntl.h>
#include <xxhash.h>

#include <charconv>
#include <memory>

namespace accel {
namespace {

Digest from_xxh(XXH128_hash_t hash) { return {hash.high64, hash.low64}; }

}  // namespace

std::string Digest::hex() const {
  std::string text(32, '0');
  for (std::size_t i = 0; i < 16; ++i) {
    text[15 - i] = "0123456789abcdef"[high >> (4 * i) & 15U];
    text[31 - i] = "0123456789abcdef"[low >> (4 * i) & 15U];
  }
  return text;
}

bool is_digest(std::string_view text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Digest parse_digest(std::string_view hex) {
  Digest digest;
  const auto half = [&](std::size_t begin, std::uint64_t& value) {
    const char* first = hex.data() + begin;
    const auto [end, error] = std::from_chars(first, first + 16, value, 16);
    return error == std::errc() && end == first + 16;
  };
  if (hex.size() != 32 || !half(0, digest.high) || !half(16, digest.low)) {
    throw Error("not a digest: " + quote(hex));
  }
  return digest;
}

Digest digest_of(std::string_view bytes) {
  return from_xxh(XXH3_128bits(bytes.data(), bytes.size()));
}

Digest digest_of_file(const Fd& fd, const std::string& path) {
  constexpr std::size_t kChunk = 1U << 18;
  thread_local const auto chunk = std::make_unique_for_overwrite<char[]>(kChunk);
  Hasher hasher;
  for (std::uint64_t offset = 0;;) {
    const std::size_t n = read_at(fd, path, chunk.get(), kChunk, offset);
    hasher.add(chunk.get(), n);
    if (n < kChunk) return hasher.digest();
    offset += n;
  }
}

Digest digest_of_file(const std::string& path) {
  return digest_of_file(open_file(path, O_RDONLY), path);
}

Hasher::Hasher() : state_(XXH3_createState()) {
  ACCEL_CHECK(state_ != nullptr);
  XXH3_128bits_reset(state_);
}
Hasher::~Hasher() {
  if (state_ != nullptr) XXH3_freeState(state_);
}
void Hasher::add(const void* data, std::size_t size) { XXH3_128bits_update(state_, data, size); }
Digest Hasher::digest() const { return from_xxh(XXH3_128bits_digest(state_)); }

}  // namespace accel
