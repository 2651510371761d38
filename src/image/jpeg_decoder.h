// SPDX-License-Identifier: Apache-2.0
// JPEG to planes with libjpeg-turbo, each component scaled down by 2, 4 or 8 as it is decoded. The
// bytes may be hostile. Data that is lost (an early end, a bad code, a missing restart, a scan that
// is missing) is an Error; things that libjpeg only warns about (bytes between segments, odd
// versions) are not.
#pragma once

#include "image/plane_decoder.h"

#include <accel/types.h>

#include <cstdio>

#include <jpeglib.h>

#include <csetjmp>
#include <string>
#include <vector>

namespace accel {

class JpegDecoder final : public PlaneDecoder {
 public:
  /// Reads the header. `encoded` and `budget` must outlive this; it is decoded once. Throws Error.
  JpegDecoder(Bytes encoded, Budget& budget);
  ~JpegDecoder() override;
  JpegDecoder(const JpegDecoder&) = delete;
  JpegDecoder& operator=(const JpegDecoder&) = delete;

  Size size() const override {
    return {static_cast<int>(jpeg_.image_width), static_cast<int>(jpeg_.image_height)};
  }
  int components() const override { return jpeg_.num_components; }
  Bytes profile() override { return profile_; }

  /// Decodes to R, G and B, to grey, or to inks, all of one size: at the smallest of 1/8, 1/4, 1/2
  /// and 1 that leaves enough samples on both sides (two for each of `target`, at 1/8 four) for a
  /// filter to give the same result as from the whole picture; at 1 if none does.
  std::optional<Extent> decode_rgb(Size target, Plane* planes) override;

  /// Unless it has inks.
  std::optional<Bitmap> decode_pixels() override;

  bool has_ycc() const override;
  /// libjpeg enlarges only by whole numbers.
  bool has_odd_chroma() const override;
  /// Each component by itself, at the smallest scale that leaves enough for its target.
  std::array<Extent, 3> decode_ycc(const Size* targets, Plane* planes) override;

 private:
  struct Errors {
    jpeg_error_mgr manager;
    std::jmp_buf jump;
    int lost_data = 0;  ///< libjpeg's number of the first warning that means it
    bool too_many_scans = false, out_of_time = false;
  };
  using Component = jpeg_component_info;
  static void note_message(j_common_ptr jpeg, int level);
  static void jump_out(j_common_ptr jpeg);
  static void note_progress(j_common_ptr jpeg);
  static void set_scales(j_common_ptr jpeg);
  template <class Steps>
  void guard(Steps steps);
  [[noreturn]] void throw_error();
  std::string words_of(int message) const;
  void read_header(Bytes encoded);
  void choose_scales(const Size* targets);
  void start();
  void check_memory() const;
  void check_scans() const;
  bool has_all_bits(int component) const;
  Extent extent(int component) const;
  void make_room(Plane* planes);
  void take_inks(const JSAMPLE* row, Plane* planes, int y) const;

  Budget& budget_;
  jpeg_decompress_struct jpeg_{};
  Errors errors_{};
  jpeg_progress_mgr progress_{};
  void (*realize_arrays_)(j_common_ptr) = nullptr;
  int scales_[MAX_COMPONENTS] = {};     ///< eighths, as requested
  bool has_data_[MAX_COMPONENTS] = {};  ///< components that a scan was seen of
  Buffer profile_;
  std::vector<JSAMPROW> rows_[MAX_COMPONENTS];
  std::vector<JSAMPLE> row_;
};

}  // namespace accel
