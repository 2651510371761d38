// SPDX-License-Identifier: Apache-2.0
// Any bytes as EXIF: as they are, and by way of the extract of a large structure. Every value that
// comes of it must be one that can be.
#include "image/exif_extract.h"
#include "image/exif_reader.h"

#include <accel/types.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

template <class T>
bool is_within(const std::optional<T>& value, double least, double most) {
  return !value || (*value >= least && *value <= most);
}

bool is_positive(const std::optional<double>& value) {
  return !value || (std::isfinite(*value) && *value > 0);
}

bool is_text(const std::optional<std::string>& text, std::size_t most) {
  return !text || (!text->empty() && text->size() <= most);
}

void try_exif(accel::Bytes exif) {
  accel::Exif read;
  accel_image_read_exif(exif, read);
  const bool is_possible =
      is_within(read.latitude, -90, 90) && is_within(read.longitude, -180, 180) &&
      read.latitude.has_value() == read.longitude.has_value() &&
      is_within(read.orientation, 1, 8) && is_within(read.iso, 1, INT32_MAX) &&
      is_within(read.utc_offset, -720, 840) && is_positive(read.exposure) &&
      is_positive(read.f_number) && is_positive(read.focal_length) && is_text(read.camera, 513) &&
      is_text(read.lens, 256) && (read.taken_at || !read.utc_offset) &&
      (!read.taken_at || accel::DateTime::parse(read.taken_at->to_string()) == *read.taken_at);
  if (!is_possible) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try_exif({data, size});
  const auto extract = accel::exif_extract({data, size});
  if (extract.size() > 1 << 16) std::abort();
  try_exif(extract);
  return 0;
}
