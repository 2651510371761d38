// SPDX-License-Identifier: Apache-2.0
// The one EXIF tag that matters here: how the camera was held. Damaged EXIF is no damaged picture,
// so nothing here throws.
#pragma once

#include <accel/types.h>

namespace accel {

/// The orientation, 1 to 8, that `exif` states: a TIFF structure, with or without "Exif\0\0" in
/// front. 1 when it states none.
int exif_orientation(Bytes exif);

}  // namespace accel
