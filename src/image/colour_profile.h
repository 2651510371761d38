// SPDX-License-Identifier: Apache-2.0
// Embedded ICC profiles, with Little CMS: grey profiles for grey pictures, RGB profiles for those
// in colour. A broken profile, or one for another sort of picture, is ignored.
#pragma once

#include "image/bitmap.h"

#include <accel/types.h>

#include <array>
#include <cstdint>
#include <optional>

namespace accel {

/// Converts pixels that `profile` describes to sRGB; grey stays grey. The last profile is
/// remembered, so that its transform is computed once for the many pictures of one camera.
class ColourProfile {
 public:
  ColourProfile() = default;
  ~ColourProfile();
  ColourProfile(const ColourProfile&) = delete;
  ColourProfile& operator=(const ColourProfile&) = delete;

  /// Whether `profile` changes some colour of pictures with that many bands (1 to 4: the last of 2
  /// and of 4 is alpha) by more than two steps of 255.
  bool changes(Bytes profile, int bands);
  /// Does nothing if `changes` is false. Alpha stays unchanged.
  void to_srgb(Bytes profile, Bitmap& pixels);

 private:
  void work_out();

  Buffer profile_;
  int bands_ = 0;
  void* transform_ = nullptr;                           ///< of RGB; null: nothing is to be changed
  std::optional<std::array<std::uint8_t, 256>> greys_;  ///< likewise, of grey
};

}  // namespace accel
