// SPDX-License-Identifier: Apache-2.0
// What bytes are, by how they begin, for showing and naming them. It decides nothing else: what a
// picture is read as is for src/image.
#pragma once

#include <accel/types.h>

#include <string_view>

namespace accel {

struct ByteKind {
  std::string_view name;       ///< "jpeg"
  std::string_view extension;  ///< of files: "jpg"
};

/// Null when it is none that is known.
const ByteKind* find_byte_kind(Bytes bytes);

/// Whether files of the kind are also named so: "JPEG" fits jpeg.
bool fits_extension(const ByteKind& kind, std::string_view extension);

}  // namespace accel
