// SPDX-License-Identifier: Apache-2.0
// tensors: the middle of each picture as a network takes it.
#include <accel/method.h>
#include <accel/pixels.h>

struct Tensors : accel::CagedMethod {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::tensor<float>("x", {3, 224, 224}));

  static std::vector<float> tensor(accel::Bytes image) {
    constexpr float mean[] = {0.485F, 0.456F, 0.406F}, deviation[] = {0.229F, 0.224F, 0.225F};
    const auto pixels = accel::Image(image).resize({224, 224}, accel::Fit::cover).pixels();
    return accel::to_tensor(pixels, mean, deviation);
  }

  void analysis(int slice) { out.map(source.rows(slice, accel::bytes("image")), tensor); }
};
ACCEL_METHOD(Tensors)
