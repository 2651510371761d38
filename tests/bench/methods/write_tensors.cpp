// SPDX-License-Identifier: Apache-2.0
// write_tensors: a dataset of pictures as a model takes them.
#include <accel/method.h>

struct WriteTensors : accel::Method {
  std::int64_t rows = option("rows", 100);
  accel::Writer out = writer(accel::tensor<float>("picture", {3, 224, 224}));

  void analysis(int slice) {
    std::vector<float> picture(3 * 224 * 224);
    const std::int64_t last = rows * (slice + 1) / slices();
    for (std::int64_t row = rows * slice / slices(); row < last; ++row) {
      for (std::size_t i = 0; i < picture.size(); ++i) {
        picture[i] = static_cast<float>((i + static_cast<std::size_t>(row)) % 256);
      }
      out.write(picture);
    }
  }
};
ACCEL_METHOD(WriteTensors)
