// SPDX-License-Identifier: Apache-2.0
// WebP to planes, with libwebp: lossy and lossless pictures, without alpha, not animated. All else
// is declined, as is what libwebp finds damaged. Always by way of RGB: WebP's luma has 219 steps
// for JPEG's 255, and rounded to those before it is scaled it lies 0.3 dB further from the ideal
// (where a picture is smooth) than what Pillow makes.
#include "image/plane_decoder.h"
#include "image/webp_chunk.h"

#include <webp/decode.h>

namespace accel {
namespace {

class WebpDecoder final : public PlaneDecoder {
 public:
  WebpDecoder(Bytes encoded, Plane& work) : encoded_(encoded), work_(work) {}

  /// False when declined. libwebp's defaults are those of all decoders: chroma is smoothed as it is
  /// enlarged, no dithering, one thread.
  bool open() {
    if (!WebPInitDecoderConfig(&config_)) return false;
    const WebPBitstreamFeatures& found = config_.input;
    if (WebPGetFeatures(encoded_.data(), encoded_.size(), &config_.input) != VP8_STATUS_OK) {
      return false;
    }
    size_ = {found.width, found.height};
    return !found.has_alpha && !found.has_animation && is_small_enough(size_);
  }

  Size size() const override { return size_; }
  int components() const override { return 3; }
  Bytes profile() override { return webp_payload(encoded_, "ICCP"); }

  std::optional<Extent> decode_rgb(Size, Plane* planes) override {
    for (int i = 0; i < 3; ++i) planes[i].reshape(size_);
    work_.reshape({3 * size_.width, size_.height});
    const auto bytes = static_cast<std::size_t>(work_.stride() * size_.height);
    config_.output.colorspace = MODE_RGB;
    config_.output.is_external_memory = 1;
    config_.output.u.RGBA = {work_.row(0), static_cast<int>(work_.stride()), bytes};
    if (WebPDecode(encoded_.data(), encoded_.size(), &config_) != VP8_STATUS_OK) {
      return std::nullopt;
    }
    for (int y = 0; y < size_.height; ++y) split<3>(work_.row(y), planes, y);
    return whole(size_);
  }

 private:
  Bytes encoded_;
  Plane& work_;
  Size size_;
  WebPDecoderConfig config_{};
};

}  // namespace

std::unique_ptr<PlaneDecoder> open_webp(Bytes encoded, Plane& work) {
  auto decoder = std::make_unique<WebpDecoder>(encoded, work);
  if (!decoder->open()) return nullptr;
  return decoder;
}

}  // namespace accel
