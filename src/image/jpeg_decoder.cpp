// SPDX-License-Identifier: Apache-2.0
#include "image/jpeg_decoder.h"

#include <accel/error.h>

// After jpeglib.h, which does not include what it needs.
#include <jerror.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string_view>

namespace accel {
namespace {

/// Encoders write about ten. A file of a few kilobytes can hold thousands of empty ones, each of
/// which costs a pass over the whole picture.
constexpr int kScanLimit = 200;

/// The samples of a component that was scaled to `scale` eighths; libjpeg-turbo has two ways to
/// keep it, as its API was built like libjpeg's version 6 or 8.
int scale_of(const jpeg_component_info& component) {
#if JPEG_LIB_VERSION >= 70
  return component.DCT_h_scaled_size;
#else
  return component.DCT_scaled_size;
#endif
}

void set_scale(jpeg_component_info& component, int scale) {
#if JPEG_LIB_VERSION >= 70
  component.DCT_h_scaled_size = component.DCT_v_scaled_size = scale;
#else
  component.DCT_scaled_size = scale;
#endif
}

/// Webcams (UVC) pad most of their pictures, which are whole, with one to ten bytes before
/// restarts; if more than a few bytes are left over there, the data was decoded wrongly.
constexpr int kMostPadding = 16;

/// Warnings that stand for data which is missing, or which was decoded to something else. Phones
/// put bytes before the end, and bad codes that are met where the decoder is in haste show only as
/// bytes that are left over before a restart.
bool means_lost_data(const jpeg_error_mgr& errors) {
  const int left_over = errors.msg_parm.i[0], marker = errors.msg_parm.i[1];
  switch (errors.msg_code) {
    case JWRN_EXTRANEOUS_DATA:
      return left_over > kMostPadding && marker >= JPEG_RST0 && marker <= JPEG_RST0 + 7;
    case JWRN_ARITH_BAD_CODE:
    case JWRN_BOGUS_PROGRESSION:  // a scan before it is missing
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_JPEG_EOF:
    case JWRN_MUST_RESYNC: return true;
    default: return false;
  }
}

/// What libjpeg does not read, even if it is not damaged.
bool means_unsupported(int message) {
  switch (message) {
    case JERR_ARITH_NOTIMPL:
    case JERR_BAD_PRECISION:
    case JERR_CCIR601_NOTIMPL:
    case JERR_COMPONENT_COUNT:
    case JERR_CONVERSION_NOTIMPL:
    case JERR_FRACT_SAMPLE_NOTIMPL:
    case JERR_IMAGE_TOO_BIG:
    case JERR_NOTIMPL:
    case JERR_NOT_COMPILED:
    case JERR_SOF_UNSUPPORTED: return true;
    default: return false;
  }
}

/// `reason` for a message: without libjpeg's prefix, and in lower case.
std::string plain(std::string reason) {
  constexpr std::string_view beginning = "Corrupt JPEG data: ";
  if (reason.starts_with(beginning)) reason.erase(0, beginning.size());
  const bool is_word = reason.size() > 1 && reason[1] >= 'a' && reason[1] <= 'z';
  if (is_word && reason[0] >= 'A' && reason[0] <= 'Z') reason[0] += 'a' - 'A';
  return reason;
}

/// 1, 2, 4 or 8 eighths: only these are done with SIMD. At 1/8 all that is left of a block is its
/// mean, a poor filter: it takes twice as many samples to make up for it.
int choose_scale(double width, double height, Size target) {
  for (const int scale : {1, 2, 4}) {
    const double least = scale == 1 ? 4 : 2;
    const bool is_enough =
        width * scale / 8 >= least * target.width && height * scale / 8 >= least * target.height;
    if (is_enough) return scale;
  }
  return 8;
}

int divide_up(int number, int by) { return (number + by - 1) / by; }

/// The size of the samples that hold some of it.
Size size_of(const Extent& extent) {
  return {static_cast<int>(std::ceil(extent.x.length)),
          static_cast<int>(std::ceil(extent.y.length))};
}

}  // namespace

// ---- Errors: libjpeg's become ours --------------------------------------------------------------

/// Runs `steps`, which call libjpeg: its errors end them by a jump, so they must own nothing.
template <class Steps>
void JpegDecoder::guard(Steps steps) {
  if (setjmp(errors_.jump)) throw_error();
  steps();
}

void JpegDecoder::jump_out(j_common_ptr jpeg) {
  std::longjmp(static_cast<JpegDecoder*>(jpeg->client_data)->errors_.jump, 1);
}

void JpegDecoder::note_message(j_common_ptr jpeg, int level) {
  auto* self = static_cast<JpegDecoder*>(jpeg->client_data);
  if (level >= 0 || !means_lost_data(*jpeg->err)) return;
  self->errors_.lost_data = jpeg->err->msg_code;
  jump_out(jpeg);
}

void JpegDecoder::throw_error() {
  if (errors_.out_of_time) budget_.throw_spent();
  if (errors_.too_many_scans) {
    throw Error("damaged JPEG: more than " + std::to_string(kScanLimit) + " scans");
  }
  if (errors_.lost_data == JWRN_HIT_MARKER || errors_.lost_data == JWRN_JPEG_EOF) {
    throw Error("truncated JPEG: its data ends before the picture does");
  }
  char text[JMSG_LENGTH_MAX];
  errors_.manager.format_message(reinterpret_cast<j_common_ptr>(&jpeg_), text);
  const bool is_unsupported = means_unsupported(errors_.manager.msg_code);
  throw Error((is_unsupported ? "JPEG of an unsupported kind: " : "damaged JPEG: ") + plain(text));
}

/// Called by libjpeg now and then while it reads, where there are several scans, and for each row.
void JpegDecoder::note_progress(j_common_ptr jpeg) {
  auto* self = static_cast<JpegDecoder*>(jpeg->client_data);
  for (int i = 0; i < self->jpeg_.comps_in_scan; ++i) {
    self->has_data_[self->jpeg_.cur_comp_info[i]->component_index] = true;
  }
  self->errors_.too_many_scans = self->jpeg_.input_scan_number > kScanLimit;
  self->errors_.out_of_time = self->budget_.is_spent();
  if (self->errors_.too_many_scans || self->errors_.out_of_time) jump_out(jpeg);
}

// ---- Header -------------------------------------------------------------------------------------

JpegDecoder::JpegDecoder(Bytes encoded, Budget& budget) : budget_(budget) {
  jpeg_.err = jpeg_std_error(&errors_.manager);
  errors_.manager.error_exit = jump_out;
  errors_.manager.emit_message = note_message;
  jpeg_.client_data = this;
  try {
    read_header(encoded);
  } catch (...) {
    jpeg_destroy_decompress(&jpeg_);
    throw;
  }
}

JpegDecoder::~JpegDecoder() { jpeg_destroy_decompress(&jpeg_); }

void JpegDecoder::read_header(Bytes encoded) {
  JOCTET* profile = nullptr;
  unsigned profile_size = 0;
  guard([&] {
    jpeg_create_decompress(&jpeg_);
    progress_.progress_monitor = note_progress;
    jpeg_.progress = &progress_;
    jpeg_mem_src(&jpeg_, encoded.data(), encoded.size());
    jpeg_save_markers(&jpeg_, JPEG_APP0 + 2, 0xffff);
    jpeg_read_header(&jpeg_, TRUE);
    jpeg_read_icc_profile(&jpeg_, &profile, &profile_size);
  });
  if (profile) profile_ = Buffer(profile, profile_size, std::free);
  if (jpeg_.jpeg_color_space != JCS_UNKNOWN) return;
  throw Error("JPEG with " + std::to_string(jpeg_.num_components) +
              " components is not supported, only with 1, 3 or 4");
}

// ---- Bitmap -------------------------------------------------------------------------------------

Extent JpegDecoder::extent(int component) const {
  const Component& info = jpeg_.comp_info[component];
  const double scale = scale_of(info) / 8.0;
  return {{0, scale * jpeg_.image_width * info.h_samp_factor / jpeg_.max_h_samp_factor},
          {0, scale * jpeg_.image_height * info.v_samp_factor / jpeg_.max_v_samp_factor}};
}

/// libjpeg itself scales all components to one size: it would decode chroma at full size for a
/// picture at 1/2, four times what the scaled picture can show. Sizes count from the start of the
/// first pass on, and this is called between the moment they are set and that one.
void JpegDecoder::set_scales(j_common_ptr jpeg) {
  auto* self = static_cast<JpegDecoder*>(jpeg->client_data);
  for (int i = 0; i < self->jpeg_.num_components; ++i) {
    set_scale(self->jpeg_.comp_info[i], self->scales_[i]);
  }
  self->realize_arrays_(jpeg);
}

void JpegDecoder::choose_scales(const Size* targets) {
  for (int i = 0; i < components(); ++i) {
    const Component& info = jpeg_.comp_info[i];
    const double width = 1.0 * jpeg_.image_width * info.h_samp_factor / jpeg_.max_h_samp_factor;
    const double height = 1.0 * jpeg_.image_height * info.v_samp_factor / jpeg_.max_v_samp_factor;
    scales_[i] = choose_scale(width, height, targets[i]);
  }
}

/// libjpeg keeps all coefficients, 128 bytes a block, where there are several scans: 3 bytes a
/// pixel of usual colour, 8 of inks.
void JpegDecoder::check_memory() const {
  std::uint64_t blocks = 0;
  for (int i = 0; i < components(); ++i) {
    const Component& info = jpeg_.comp_info[i];
    blocks += std::uint64_t{info.width_in_blocks} * info.height_in_blocks;
  }
  budget_.check_memory(blocks * DCTSIZE2 * sizeof(JCOEF), 8);
}

void JpegDecoder::start() {
  if (jpeg_has_multiple_scans(&jpeg_)) check_memory();
  guard([&] { jpeg_start_decompress(&jpeg_); });
  if (jpeg_has_multiple_scans(&jpeg_)) check_scans();
}

/// A file may end, with a proper end marker, between two scans: of some components, or of some bits
/// of a progressive picture, nothing has come then.
void JpegDecoder::check_scans() const {
  for (int i = 0; i < components(); ++i) {
    if (!has_data_[i] || !has_all_bits(i))
      throw Error("truncated JPEG: it ends before its last scans");
  }
}

/// Each scan of a progressive picture brings some coefficients but for their lowest bits, or one
/// more bit of them; libjpeg keeps how many are missing, -1 before the first. The standard lets an
/// encoder leave some out, but none does, and such a file looks the same as one that was cut.
bool JpegDecoder::has_all_bits(int component) const {
  if (!jpeg_.coef_bits) return true;
  const int* missing = jpeg_.coef_bits[component];
  return std::all_of(missing, missing + DCTSIZE2, [](int bits) { return bits == 0; });
}

/// Rows of whole blocks, as libjpeg writes them.
void JpegDecoder::make_room(Plane* planes) {
  const int across = divide_up(static_cast<int>(jpeg_.image_width), jpeg_.max_h_samp_factor * 8);
  const int down = divide_up(static_cast<int>(jpeg_.image_height), jpeg_.max_v_samp_factor * 8);
  for (int i = 0; i < components(); ++i) {
    const Component& info = jpeg_.comp_info[i];
    const Size padded{across * info.h_samp_factor * scale_of(info),
                      down * info.v_samp_factor * scale_of(info)};
    planes[i].reshape(size_of(extent(i)), padded);
    rows_[i].resize(static_cast<std::size_t>(padded.height));
    for (int y = 0; y < padded.height; ++y)
      rows_[i][static_cast<std::size_t>(y)] = planes[i].row(y);
  }
}

bool JpegDecoder::has_ycc() const {
  return jpeg_.jpeg_color_space == JCS_YCbCr || jpeg_.jpeg_color_space == JCS_GRAYSCALE;
}

bool JpegDecoder::has_odd_chroma() const {
  return std::any_of(jpeg_.comp_info, jpeg_.comp_info + components(), [&](const Component& info) {
    return jpeg_.max_h_samp_factor % info.h_samp_factor != 0 ||
           jpeg_.max_v_samp_factor % info.v_samp_factor != 0;
  });
}

std::array<Extent, 3> JpegDecoder::decode_ycc(const Size* targets, Plane* planes) {
  choose_scales(targets);
  jpeg_.scale_num = static_cast<unsigned>(scales_[0]);
  jpeg_.scale_denom = 8;
  jpeg_.raw_data_out = TRUE;
  jpeg_.out_color_space = jpeg_.jpeg_color_space;
  realize_arrays_ = jpeg_.mem->realize_virt_arrays;
  jpeg_.mem->realize_virt_arrays = set_scales;
  start();
  make_room(planes);
  guard([&] {
    JSAMPARRAY rows[MAX_COMPONENTS];
    for (int unit = 0; jpeg_.output_scanline < jpeg_.output_height; ++unit) {
      for (int i = 0; i < components(); ++i) {
        const Component& info = jpeg_.comp_info[i];
        rows[i] = rows_[i].data() + unit * info.v_samp_factor * scale_of(info);
      }
      jpeg_read_raw_data(&jpeg_, rows, JPEG_MAX_DIMENSION);
    }
  });
  std::array<Extent, 3> extents;
  for (int i = 0; i < components(); ++i) extents[static_cast<std::size_t>(i)] = extent(i);
  return extents;
}

/// Adobe's inks, which a marker states, are stored inverted.
void JpegDecoder::take_inks(const JSAMPLE* row, Plane* planes, int y) const {
  const JSAMPLE reversed = jpeg_.saw_Adobe_marker ? 255 : 0;
  for (std::size_t i = 0; i < 4; ++i) {
    JSAMPLE* out = planes[i].row(y);
    for (std::size_t x = 0; x < jpeg_.output_width; ++x) out[x] = row[4 * x + i] ^ reversed;
  }
}

std::optional<Extent> JpegDecoder::decode_rgb(Size target, Plane* planes) {
  const int scale = choose_scale(jpeg_.image_width, jpeg_.image_height, target);
  const double part = scale / 8.0;
  const Extent covered{{0, part * jpeg_.image_width}, {0, part * jpeg_.image_height}};
  jpeg_.scale_num = static_cast<unsigned>(scale);
  jpeg_.scale_denom = 8;
  const int count = components();
  jpeg_.out_color_space = count == 1 ? JCS_GRAYSCALE : count == 3 ? JCS_EXT_RGBX : JCS_CMYK;
  start();
  for (int i = 0; i < count; ++i) planes[i].reshape(size_of(covered));
  // One byte off: rows that are aligned are written past the caches, and would be fetched again.
  row_.resize(std::size_t{4} * jpeg_.output_width + 1);
  guard([&] {
    while (jpeg_.output_scanline < jpeg_.output_height) {
      const auto y = static_cast<int>(jpeg_.output_scanline);
      JSAMPROW row = count == 1 ? planes[0].row(y) : row_.data() + 1;
      jpeg_read_scanlines(&jpeg_, &row, 1);
      if (count == 4) take_inks(row, planes, y);
      if (count == 3) split<4>(row, planes, y);
    }
  });
  return covered;
}

std::optional<Bitmap> JpegDecoder::decode_pixels() {
  if (components() == 4 || has_odd_chroma()) return std::nullopt;
  jpeg_.out_color_space = components() == 1 ? JCS_GRAYSCALE : JCS_RGB;
  start();
  Bitmap pixels = make_bitmap(size(), components());
  guard([&] {
    while (jpeg_.output_scanline < jpeg_.output_height) {
      JSAMPROW row = pixels.row(static_cast<int>(jpeg_.output_scanline));
      jpeg_read_scanlines(&jpeg_, &row, 1);
    }
  });
  return pixels;
}

std::unique_ptr<PlaneDecoder> open_jpeg(Bytes encoded, Budget& budget) {
  return std::make_unique<JpegDecoder>(encoded, budget);
}

}  // namespace accel
