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

using Transform = std::unique_ptr<void, decltype(&cmsDeleteTransform)>;

constexpr int kMostUnseen = 2;  ///< steps of 255

/// From `profile` to sRGB in pixels of that layout, or null when it is not one of `space`. Bands
/// besides the colours are left unchanged.
Transform make_transform(Bytes profile, cmsColorSpaceSignature space, cmsUInt32Number in,
                         cmsUInt32Number out) {
  cmsSetLogErrorHandler([](cmsContext, cmsUInt32Number, const char*) {});
  const Profile from(
      cmsOpenProfileFromMem(profile.data(), static_cast<cmsUInt32Number>(profile.size())));
  if (!from || cmsGetColorSpace(from.get()) != space) return {nullptr, cmsDeleteTransform};
  const Profile to(cmsCreate_sRGBProfile());
  return {cmsCreateTransform(from.get(), in, to.get(), out, INTENT_RELATIVE_COLORIMETRIC, 0),
          cmsDeleteTransform};
}

/// Whether some colour of a grid of 9 x 9 x 9 moves by more than that.
bool moves_colours(cmsHTRANSFORM transform) {
  for (int i = 0; i < 9 * 9 * 9; ++i) {
    const auto level = [](int step) { return static_cast<std::uint8_t>(step * 255 / 8); };
    const std::array<std::uint8_t, 4> in = {level(i / 81), level(i / 9 % 9), level(i % 9)};
    std::array<std::uint8_t, 4> out{};
    cmsDoTransform(transform, in.data(), out.data(), 1);
    for (std::size_t band = 0; band < 3; ++band) {
      if (std::abs(in[band] - out[band]) > kMostUnseen) return true;
    }
  }
  return false;
}

/// What each grey becomes; nothing where none moves by more than that.
std::optional<std::array<std::uint8_t, 256>> greys_in_srgb(Bytes profile) {
  const Transform transform = make_transform(profile, cmsSigGrayData, TYPE_GRAY_8, TYPE_RGB_8);
  if (!transform) return std::nullopt;
  std::array<std::uint8_t, 256> greys{};
  bool moves = false;
  for (std::size_t i = 0; i < greys.size(); ++i) {
    const auto in = static_cast<std::uint8_t>(i);
    std::array<std::uint8_t, 3> out{};
    cmsDoTransform(transform.get(), &in, out.data(), 1);
    greys[i] = out[1];  // of grey, all three are equal
    moves |= std::abs(in - out[1]) > kMostUnseen;
  }
  return moves ? std::optional(greys) : std::nullopt;
}

}  // namespace

ColourProfile::~ColourProfile() {
  if (transform_) cmsDeleteTransform(transform_);
}

void ColourProfile::work_out() {
  if (transform_) cmsDeleteTransform(transform_);
  transform_ = nullptr;
  greys_.reset();
  if (profile_.size() == 0) return;
  if (bands_ < 3) {
    greys_ = greys_in_srgb(profile_);
    return;
  }
  const cmsUInt32Number layout = bands_ == 4 ? TYPE_RGBA_8 : TYPE_RGB_8;
  Transform transform = make_transform(profile_, cmsSigRgbData, layout, layout);
  if (transform && moves_colours(transform.get())) transform_ = transform.release();
}

bool ColourProfile::changes(Bytes profile, int bands) {
  if (profile != Bytes(profile_) || bands != bands_) {
    profile_ = Buffer::copy_of(profile.text());
    bands_ = bands;
    work_out();
  }
  return transform_ != nullptr || greys_.has_value();
}

void ColourProfile::to_srgb(Bytes profile, Bitmap& pixels) {
  if (!changes(profile, pixels.bands)) return;
  if (transform_) {
    cmsDoTransform(transform_, pixels.data.data(), pixels.data.data(),
                   static_cast<cmsUInt32Number>(pixels.count()));
    return;
  }
  std::uint8_t* grey = pixels.data.data();
  for (std::size_t i = 0; i < pixels.count(); ++i, grey += pixels.bands) *grey = (*greys_)[*grey];
}

}  // namespace accel
