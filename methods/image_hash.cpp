// SPDX-License-Identifier: Apache-2.0
// image_hash: 64 bits that are nearly the same for pictures that look alike, as a new column
// `dhash`: the difference hash (N. Krawetz, "Kind of Like That", 2013). The picture is scaled to
// 9x8 pixels of grey; each bit says whether a pixel is darker than the one to its right, row by
// row, the first bit the highest.
#include <accel/method.h>
#include <accel/pixels.h>

struct ImageHash : accel::CagedMethod {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::uint64("dhash"));

  static std::uint64_t hash_of(accel::Bytes image) {
    constexpr accel::Size size{9, 8};
    const accel::Pixels grey =
        accel::Image(image).resize(size, accel::Fit::stretch).pixels(accel::Colours::grey);
    std::uint64_t hash = 0;
    for (int y = 0; y < size.height; ++y) {
      const auto row = grey.row(y);
      for (std::size_t x = 0; x + 1 < row.size(); ++x) hash = hash << 1 | (row[x] < row[x + 1]);
    }
    return hash;
  }

  void analysis(int slice) { out.map(source.rows(slice, accel::bytes("image")), hash_of); }
};
ACCEL_METHOD(ImageHash)
