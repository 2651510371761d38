// SPDX-License-Identifier: Apache-2.0
// Reads a picture's header without decoding a pixel. The bytes may be hostile: each parser ends,
// stays inside them, and gives a size or an Error. The backend (which is then loaded) reads HEIF,
// AVIF and the kinds that accel.toml must allow; all others are parsed here.
#pragma once

#include "image/picture.h"

namespace accel {

/// Throws Error when it is not a picture, is of a kind that accel.toml must allow, or has a damaged
/// header.
Picture read_header(Bytes encoded);

/// Throws Error if the file clearly ends before its picture does. Decoders miss this (a JPEG whose
/// tail is zeros) or report it in obscure words. JPEG, PNG, WebP and GIF
/// only.
void check_end(const Picture& picture);

/// The EXIF of a JPEG, PNG or WebP, which is a TIFF structure, or a TIFF file itself. Empty if
/// there is none, and for other kinds.
Bytes stored_exif(Bytes encoded, Kind kind);
/// `exif` without "Exif\0\0" in front, which some files have there and others do not.
Bytes without_exif_mark(Bytes exif);

/// One parser per kind; the functions above choose among them.
Size jpeg_size(Bytes encoded);
Bytes jpeg_exif(Bytes encoded);
bool jpeg_has_end(Bytes encoded);
Size png_size(Bytes encoded);
Bytes png_exif(Bytes encoded);
bool png_has_end(Bytes encoded);
Size webp_size(Bytes encoded);
Bytes webp_exif(Bytes encoded);
bool webp_has_end(Bytes encoded);
Size gif_size(Bytes encoded);
Size tiff_size(Bytes encoded);

}  // namespace accel
