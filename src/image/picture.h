// SPDX-License-Identifier: Apache-2.0
// The input of decoders: an encoded picture, and what its header says. Two readers of one header
// may disagree; a decoder that finds another size reports it, and never stretches the picture.
#pragma once

#include "image/numbers.h"

#include <accel/types.h>

namespace accel {

struct Picture {
  Bytes encoded;
  Kind kind = Kind::jpeg;
  Size size;            ///< as stored, each side at least 1
  int orientation = 1;  ///< how to turn it: 1 to 8, as in EXIF; 1 if nothing valid says so
};

inline std::string words(Size size) {
  return std::to_string(size.width) + "x" + std::to_string(size.height);
}

/// Throws Error if `decoded` is not the size that the header says.
inline void check_decoded(const Picture& picture, Size decoded) {
  if (decoded == picture.size) return;
  throw_damaged(picture.kind, "its header says " + words(picture.size) + " pixels, its data has " +
                                  words(decoded));
}

}  // namespace accel
