// SPDX-License-Identifier: Apache-2.0
// What a picture's header says, without decoding a pixel. The bytes may be hostile: each parser
// ends, stays inside them, and gives a size or an Error. TIFF, HEIF and AVIF are asked of the
// backend (which loads it); all others are parsed here.
#pragma once

#include "image/kind.h"

#include <accel/types.h>

namespace accel {

/// Width and height as stored, each at least 1. Throws Error.
Size read_size(Bytes encoded, Kind kind);

/// How the stored picture is to be turned: 1 to 8, as in EXIF; 1 when nothing says so, or when what
/// says so is damaged. To be asked only after `read_size`.
int read_orientation(Bytes encoded, Kind kind);

/// Throws Error when the file plainly ends before its picture does, which decoders pass over (a
/// JPEG whose tail is zeros) or tell in obscure words. JPEG, PNG and WebP only; to be asked only
/// after `read_size`.
void check_end(Bytes encoded, Kind kind);

/// One parser a kind; the functions above choose among them.
Size jpeg_size(Bytes encoded);
int jpeg_orientation(Bytes encoded);
bool jpeg_has_end(Bytes encoded);
Size png_size(Bytes encoded);
int png_orientation(Bytes encoded);
bool png_has_end(Bytes encoded);
Size webp_size(Bytes encoded);
int webp_orientation(Bytes encoded);
bool webp_has_end(Bytes encoded);
Size gif_size(Bytes encoded);

}  // namespace accel
