// SPDX-License-Identifier: Apache-2.0
// Pixels in memory, for methods that look at pictures, and what leads from a picture to them
// (`accel::Image::pixels`) and back (`accel::encode`).
//
// To OpenCV and back, without a copy:
//
//   cv::Mat mat(pixels.height(), pixels.width(), CV_8UC3, pixels.data(), pixels.stride());
//   accel::Pixels pixels(mat.data, {mat.cols, mat.rows}, mat.channels(), mat.step);
//
// OpenCV expects blue first, accel has red first: see cv::cvtColor.
#pragma once

#include <accel/handle.h>
#include <accel/image.h>

namespace accel {

namespace detail {

/// Memory that several Pixels share.
struct PixelMemory;
ACCEL_EXPORT void retain(PixelMemory* memory);
ACCEL_EXPORT void release(PixelMemory* memory);
/// `bytes` bytes of zero, aligned to 64.
ACCEL_EXPORT Handle<PixelMemory> new_pixel_memory(std::size_t bytes);
ACCEL_EXPORT void* pixel_data(PixelMemory* memory);

/// The bytes from one row to the next, without gaps. Throws Error for a side below 1, for bands
/// that are not 1 to 4, and for a picture that is too large to address.
ACCEL_EXPORT std::ptrdiff_t checked_row_bytes(Size size, int bands, std::size_t sample);
ACCEL_EXPORT void check_stride(std::ptrdiff_t stride, std::ptrdiff_t row_bytes, std::size_t sample);
/// Throws Error if `part` is empty or not inside a picture of that size.
ACCEL_EXPORT void check_part(Rect part, Size size);
[[noreturn]] ACCEL_EXPORT void throw_no_row(int y, Size size);
[[noreturn]] ACCEL_EXPORT void throw_no_pixel(int x, int y, int band, Size size, int bands);
[[noreturn]] ACCEL_EXPORT void throw_gaps();

}  // namespace detail

/// A picture in memory: rows from the top, in each its pixels from the left, in each the samples of
/// its bands, 1 to 4. Owned memory begins at a multiple of 64 bytes, and has no gaps between rows.
/// A copy shares its memory with the original, as that of a cv::Mat does; `copy()` makes one that
/// does not.
template <SampleType T>
class BasicPixels {
 public:
  /// No picture: 0 x 0 pixels.
  BasicPixels() = default;

  /// A picture of zeros. Throws Error for a side below 1, or bands that are not 1 to 4; and
  /// std::bad_alloc.
  BasicPixels(Size size, int bands)
      : size_(size),
        bands_(bands),
        stride_(detail::checked_row_bytes(size, bands, sizeof(T))),
        memory_(detail::new_pixel_memory(static_cast<std::size_t>(stride_) *
                                         static_cast<std::size_t>(size.height))),
        data_(static_cast<T*>(detail::pixel_data(memory_.get()))) {}

  /// A view of pixels that belong to somebody else, who must keep them for as long as the view, its
  /// copies and its parts exist. `stride` is the number of bytes from one row to the next, a
  /// multiple of the size of a sample; 0 means that rows have no gaps. Throws Error if it is too
  /// small.
  BasicPixels(T* data, Size size, int bands, std::size_t stride = 0)
      : size_(size),
        bands_(bands),
        stride_(detail::checked_row_bytes(size, bands, sizeof(T))),
        data_(data) {
    if (stride == 0) return;
    detail::check_stride(static_cast<std::ptrdiff_t>(stride), stride_, sizeof(T));
    stride_ = static_cast<std::ptrdiff_t>(stride);
  }

  Size size() const { return size_; }
  int width() const { return size_.width; }
  int height() const { return size_.height; }
  int bands() const { return bands_; }
  /// Bytes from one row to the next.
  std::size_t stride() const { return static_cast<std::size_t>(stride_); }
  bool empty() const { return data_ == nullptr; }
  T* data() { return data_; }
  const T* data() const { return data_; }

  /// The samples of a row: width() * bands(). Throws Error if `y` is outside of the picture.
  std::span<T> row(int y) { return {row_data(y), row_samples()}; }
  std::span<const T> row(int y) const { return {row_data(y), row_samples()}; }

  /// One sample. Throws Error if it is outside of the picture. In a loop over all samples, `row` is
  /// much faster.
  T& at(int x, int y, int band = 0) { return row_data(y)[place(x, y, band)]; }
  const T& at(int x, int y, int band = 0) const { return row_data(y)[place(x, y, band)]; }

  /// Whether bytes lie between the end of a row and the next row.
  bool has_gaps() const { return stride() != row_samples() * sizeof(T); }
  /// All samples. Throws Error if there are gaps between rows: copy() has none.
  std::span<T> samples() { return {without_gaps(), sample_count()}; }
  std::span<const T> samples() const { return {without_gaps(), sample_count()}; }

  /// A part of the picture, which shares its memory. Throws Error if it is empty, or not inside.
  BasicPixels crop(Rect part) const {
    detail::check_part(part, size_);
    BasicPixels cut = *this;
    cut.data_ = row_data(part.y) + static_cast<std::ptrdiff_t>(part.x) * bands_;
    cut.size_ = {part.width, part.height};
    return cut;
  }

  /// A picture with the same samples in memory of its own, without gaps.
  BasicPixels copy() const {
    if (empty()) return {};
    BasicPixels made(size_, bands_);
    for (int y = 0; y < height(); ++y) {
      const std::span<const T> from = row(y);
      T* to = made.row_data(y);
      for (std::size_t i = 0; i < from.size(); ++i) to[i] = from[i];
    }
    return made;
  }

  /// Each sample as `value * scale + offset`, rounded to the nearest and clamped where To is not
  /// float.
  template <SampleType To>
  BasicPixels<To> to(float scale = 1, float offset = 0) const {
    if (empty()) return {};
    BasicPixels<To> made(size_, bands_);
    for (int y = 0; y < height(); ++y) {
      const std::span<const T> from = row(y);
      const std::span<To> out = made.row(y);
      for (std::size_t i = 0; i < from.size(); ++i) {
        out[i] = rounded<To>(static_cast<float>(from[i]) * scale + offset);
      }
    }
    return made;
  }

 private:
  friend struct PixelAccess;

  template <class To>
  static To rounded(float value) {
    if constexpr (std::same_as<To, float>) {
      return value;
    } else {
      constexpr float most = static_cast<float>(static_cast<To>(-1));
      const float raised = value + 0.5f;
      return static_cast<To>(raised > 0 ? (raised < most ? raised : most) : 0);  // not a number: 0
    }
  }

  std::size_t row_samples() const {
    return static_cast<std::size_t>(size_.width) * static_cast<std::size_t>(bands_);
  }
  std::size_t sample_count() const {
    return row_samples() * static_cast<std::size_t>(size_.height);
  }
  T* row_data(int y) const {
    if (y < 0 || y >= size_.height) detail::throw_no_row(y, size_);
    return reinterpret_cast<T*>(reinterpret_cast<char*>(data_) + y * stride_);
  }
  std::ptrdiff_t place(int x, int y, int band) const {
    if (x < 0 || x >= size_.width || band < 0 || band >= bands_) {
      detail::throw_no_pixel(x, y, band, size_, bands_);
    }
    return static_cast<std::ptrdiff_t>(x) * bands_ + band;
  }
  T* without_gaps() const {
    if (has_gaps()) detail::throw_gaps();
    return data_;
  }

  Size size_;
  int bands_ = 0;
  std::ptrdiff_t stride_ = 0;
  detail::Handle<detail::PixelMemory> memory_;  ///< none of a view
  T* data_ = nullptr;
};

/// A picture as a file, without metadata: 1 band is grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha,
/// in sRGB. Alpha is laid over white where the format has none. Throws Error if the pixels are
/// empty, or the format cannot have that many.
ACCEL_EXPORT Buffer encode(const Pixels& pixels, Format format, EncodeOptions options = {});

/// The samples as a network takes them: all of the first band, row by row, then all of the next,
/// each `(value / 255 - mean[band]) / deviation[band]`. Without `mean` and `deviation`, from 0 to
/// 1. Throws Error if these have another number of values than the picture has bands, or a
/// deviation is 0.
ACCEL_EXPORT std::vector<float> to_tensor(const Pixels& pixels, std::span<const float> mean = {},
                                          std::span<const float> deviation = {});

}  // namespace accel
