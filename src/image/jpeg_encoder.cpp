// SPDX-License-Identifier: Apache-2.0
#include "image/jpeg_encoder.h"

#include <accel/error.h>

#include <cstdio>

#include <jpeglib.h>

#include <algorithm>
#include <csetjmp>
#include <cstdlib>
#include <string>
#include <vector>

namespace accel {
namespace {

class JpegEncoder {
 public:
  JpegEncoder(Size size, int components, J_COLOR_SPACE given, int quality) {
    jpeg_.err = jpeg_std_error(&errors_.manager);
    errors_.manager.error_exit = jump_out;
    jpeg_.client_data = this;
    guard([&] {
      jpeg_create_compress(&jpeg_);
      jpeg_mem_dest(&jpeg_, &data_, &bytes_);
      jpeg_.image_width = static_cast<JDIMENSION>(size.width);
      jpeg_.image_height = static_cast<JDIMENSION>(size.height);
      jpeg_.input_components = components;
      jpeg_.in_color_space = given;
      jpeg_set_defaults(&jpeg_);
      jpeg_set_quality(&jpeg_, quality, TRUE);
      const int factor = components == 3 && halves_chroma(quality) ? 2 : 1;
      jpeg_.comp_info[0].h_samp_factor = jpeg_.comp_info[0].v_samp_factor = factor;
    });
  }
  ~JpegEncoder() {
    jpeg_destroy_compress(&jpeg_);
    std::free(data_);
  }
  JpegEncoder(const JpegEncoder&) = delete;
  JpegEncoder& operator=(const JpegEncoder&) = delete;

  void write_pixels(const Bitmap& pixels) {
    guard([&] {
      jpeg_start_compress(&jpeg_, TRUE);
      while (jpeg_.next_scanline < jpeg_.image_height) {
        auto* row = const_cast<JSAMPROW>(pixels.row(static_cast<int>(jpeg_.next_scanline)));
        jpeg_write_scanlines(&jpeg_, &row, 1);
      }
      jpeg_finish_compress(&jpeg_);
    });
  }

  void write_planes(Plane* planes) {
    guard([&] {
      jpeg_.raw_data_in = TRUE;
      jpeg_start_compress(&jpeg_, TRUE);
      JSAMPROW rows[3][2 * DCTSIZE];
      JSAMPARRAY components[3] = {rows[0], rows[1], rows[2]};
      while (jpeg_.next_scanline < jpeg_.image_height) {
        const auto unit =
            static_cast<int>(jpeg_.next_scanline) / (jpeg_.max_v_samp_factor * DCTSIZE);
        for (int i = 0; i < jpeg_.num_components; ++i) point_at(planes[i], i, unit, rows[i]);
        jpeg_write_raw_data(&jpeg_, components, 2 * DCTSIZE);
      }
      jpeg_finish_compress(&jpeg_);
    });
  }

  Buffer take() {
    Buffer file(data_, bytes_, std::free);
    data_ = nullptr;
    return file;
  }

 private:
  struct Errors {
    jpeg_error_mgr manager;
    std::jmp_buf jump;
  };

  /// libjpeg's errors end `steps` by a jump, so they must own nothing.
  template <class Steps>
  void guard(Steps steps) {
    if (setjmp(errors_.jump)) throw_error();
    steps();
  }
  static void jump_out(j_common_ptr jpeg) {
    std::longjmp(static_cast<JpegEncoder*>(jpeg->client_data)->errors_.jump, 1);
  }
  [[noreturn]] void throw_error() {
    char text[JMSG_LENGTH_MAX];
    errors_.manager.format_message(reinterpret_cast<j_common_ptr>(&jpeg_), text);
    throw Error(std::string("cannot encode the picture: ") + text);
  }

  /// The rows of one unit of blocks; below the picture its last row, to its right the last sample.
  void point_at(Plane& plane, int component, int unit, JSAMPROW* rows) const {
    const int count = jpeg_.comp_info[component].v_samp_factor * DCTSIZE;
    const Size size = plane.size();
    for (int i = 0; i < count; ++i) {
      rows[i] = plane.row(std::min(unit * count + i, size.height - 1));
      std::fill(rows[i] + size.width, rows[i] + plane.stride(), rows[i][size.width - 1]);
    }
  }

  jpeg_compress_struct jpeg_{};
  Errors errors_{};
  unsigned char* data_ = nullptr;
  unsigned long bytes_ = 0;
};

}  // namespace

Buffer encode_jpeg(const Bitmap& pixels, int quality) {
  JpegEncoder encoder(pixels.size, pixels.bands, pixels.bands == 1 ? JCS_GRAYSCALE : JCS_RGB,
                      quality);
  encoder.write_pixels(pixels);
  return encoder.take();
}

Buffer encode_jpeg(Plane* planes, int count, int quality) {
  JpegEncoder encoder(planes[0].size(), count, count == 1 ? JCS_GRAYSCALE : JCS_YCbCr, quality);
  encoder.write_planes(planes);
  return encoder.take();
}

}  // namespace accel
