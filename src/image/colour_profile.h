// SPDX-License-Identifier: Apache-2.0
// Embedded ICC profiles, with Little CMS: of grey for grey pictures, of RGB for those in colour. A
// profile that is broken, or that is for another sort of picture, counts as none.
#pragma once

#include "image/pixels.h"

#include <accel/types.h>

#include <array>
#include <cstdint>
#include <optional>

namespace accel {

/// Turns pixels that `profile` describes into sRGB; grey stays grey. The last profile is
/// remembered: what it says is worked out once for the many pictures of one camera.
class ColourProfile {
 public:
  ColourProfile() = default;
  ~ColourProfile();
  ColourProfile(const ColourProfile&) = delete;
  ColourProfile& operator=(const ColourProfile&) = delete;

  /// Whether sRGB differs from what `profile` says of pictures of that many bands (1 to 4: the last
  /// of 2 and of 4 is alpha) by more than two steps of 255 for some colour.
  bool changes(Bytes profile, int bands);
  /// Does nothing where `changes` is false. Alpha stays as it is.
  void to_srgb(Bytes profile, Pixels& pixels);

 private:
  void work_out();

  Buffer profile_;
  int bands_ = 0;
  void* transform_ = nullptr;                           ///< of RGB; null: nothing is to be changed
  std::optional<std::array<std::uint8_t, 256>> greys_;  ///< likewise, of grey
};

}  // namespace accel
