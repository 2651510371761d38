// SPDX-License-Identifier: Apache-2.0
// Numbers that describe the pixels of a picture.
#pragma once

#include <accel/pixels.h>

namespace accel {

/// What the samples of one band are, from 0 to 255.
struct BandStatistics {
  double mean = 0;
  double deviation = 0;  ///< standard deviation of all samples, not of a sample of them
  int min = 0;
  int max = 0;
};

struct PixelStatistics {
  std::vector<BandStatistics> bands;
  double clipped = 0;  ///< the share of pixels with a band that is 0 or 255, from 0 to 1
};

/// Throws Error if `pixels` is empty.
ACCEL_EXPORT PixelStatistics pixel_statistics(const Pixels& pixels);

/// The variance of the Laplacian of the luma, which is small for blurred pictures (J. L.
/// Pech-Pacheco and others, "Diatom autofocusing in brightfield microscopy", ICPR 2000). The kernel
/// is 0 1 0, 1 -4 1, 0 1 0, and beyond a side lies the picture's mirror image, as in
/// `cv::Laplacian`. Pixels of 3 or 4 bands are taken as RGB; others have luma in their first band.
/// Throws Error if `pixels` is empty.
ACCEL_EXPORT double sharpness(const Pixels& pixels);

}  // namespace accel
