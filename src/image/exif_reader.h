// SPDX-License-Identifier: Apache-2.0
// The interface between the image library and the module that reads EXIF with Exiv2. The module
// exports `accel_image_read_exif` and is loaded for the first picture that has EXIF. The bytes may
// be hostile: what they say is checked, and what cannot be right is absent.
#pragma once

#include <accel/export.h>
#include <accel/image.h>

namespace accel {

/// What `exif` says, which is a TIFF structure: all absent if it is not. Loads the module at the
/// first call; throws JobError when it cannot be loaded.
Exif read_exif(Bytes exif);

}  // namespace accel

/// What the module exports.
extern "C" ACCEL_EXPORT void accel_image_read_exif(accel::Bytes exif, accel::Exif& made);
