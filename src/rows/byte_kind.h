// SPDX-License-Identifier: Apache-2.0
// The kind of some bytes, judged by their beginning, for showing and naming them only: src/image
// decides how a picture is read.
#pragma once

#include <accel/types.h>

#include <string_view>

namespace accel {

struct ByteKind {
  std::string_view name;       ///< "jpeg"
  std::string_view extension;  ///< of files: "jpg"
};

/// Null if the kind is unknown.
const ByteKind* find_byte_kind(Bytes bytes);

/// Whether files of the kind may have this extension: "JPEG" fits jpeg.
bool fits_extension(const ByteKind& kind, std::string_view extension);

}  // namespace accel
