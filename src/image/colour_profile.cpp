// SPDX-License-Identifier: Apache-2.0
#include "image/colour_profile.h"

#include <lcms2.h>

#include <array>
#include <cstdlib>
#include <memory>

namespace accel {
namespace {

struct CloseProfile {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};
using Profile = std::unique_ptr<void, CloseProfile>;

/// From `profile` to sRGB, or null when it is not one of RGB.
cmsHTRANSFORM make_transform(Bytes profile) {
  cmsSetLogErrorHandler([](cmsContext, cmsUInt32Number, const char*) {});
  const Profile from(
      cmsOpenProfileFromMem(profile.data(), static_cast<cmsUInt32Number>(profile.size())));
  if (!from || cmsGetColorSpace(from.get()) != cmsSigRgbData) return nullptr;
  const Profile to(cmsCreate_sRGBProfile());
  return cmsCreateTransform(from.get(), TYPE_RGB_8, to.get(), TYPE_RGB_8,
                            INTENT_RELATIVE_COLORIMETRIC, 0);
}

/// Whether some colour of a grid of 9 x 9 x 9 moves by more than two steps.
bool moves_colours(cmsHTRANSFORM transform) {
  for (int i = 0; i < 9 * 9 * 9; ++i) {
    const auto level = [](int step) { return static_cast<std::uint8_t>(step * 255 / 8); };
    const std::array<std::uint8_t, 3> in = {level(i / 81), level(i / 9 % 9), level(i % 9)};
    std::array<std::uint8_t, 3> out{};
    cmsDoTransform(transform, in.data(), out.data(), 1);
    for (std::size_t band = 0; band < 3; ++band) {
      if (std::abs(in[band] - out[band]) > 2) return true;
    }
  }
  return false;
}

}  // namespace

ColourProfile::~ColourProfile() {
  if (transform_) cmsDeleteTransform(transform_);
}

void ColourProfile::use(Bytes profile) {
  if (profile == Bytes(profile_)) return;
  if (transform_) cmsDeleteTransform(transform_);
  transform_ = nullptr;
  profile_ = Buffer::copy_of(profile.text());
  if (profile.empty()) return;
  transform_ = make_transform(profile);
  if (transform_ && !moves_colours(transform_)) {
    cmsDeleteTransform(transform_);
    transform_ = nullptr;
  }
}

bool ColourProfile::changes(Bytes profile) {
  use(profile);
  return transform_ != nullptr;
}

void ColourProfile::to_srgb(Bytes profile, Pixels& rgb) {
  use(profile);
  if (!transform_) return;
  cmsDoTransform(transform_, rgb.data.data(), rgb.data.data(),
                 static_cast<cmsUInt32Number>(rgb.count()));
}

}  // namespace accel
