// SPDX-License-Identifier: Apache-2.0
// Embedded ICC profiles, with Little CMS. A profile that is broken, or that is for another sort of
// picture (CMYK, grey), counts as none.
#pragma once

#include "image/pixels.h"

#include <accel/types.h>

namespace accel {

/// Turns RGB pixels that `profile` describes into sRGB. The last profile is remembered: what it
/// says is worked out once for the many pictures of one camera.
class ColourProfile {
 public:
  ColourProfile() = default;
  ~ColourProfile();
  ColourProfile(const ColourProfile&) = delete;
  ColourProfile& operator=(const ColourProfile&) = delete;

  /// Whether sRGB differs from what `profile` says by more than two steps of 255 for some colour.
  bool changes(Bytes profile);
  /// Does nothing where `changes` is false.
  void to_srgb(Bytes profile, Pixels& rgb);

 private:
  void use(Bytes profile);

  Buffer profile_;
  void* transform_ = nullptr;  ///< null: nothing is to be changed
};

}  // namespace accel
