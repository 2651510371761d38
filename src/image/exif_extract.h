// SPDX-License-Identifier: Apache-2.0
// A small copy of a large TIFF structure: its first directory, and those of EXIF and GPS that this
// one names, without the maker's note and values of more than a kilobyte. A TIFF file is such a
// structure, with all its pixels. The bytes may be hostile.
#pragma once

#include <accel/types.h>

#include <vector>

namespace accel {

/// Empty if `tiff` is not a TIFF structure, or is a BigTIFF.
std::vector<std::uint8_t> exif_extract(Bytes tiff);

}  // namespace accel
