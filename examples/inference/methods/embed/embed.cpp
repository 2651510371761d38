// SPDX-License-Identifier: Apache-2.0
// embed: the numbers that a network in an ONNX file gives for each picture, as a new column.
#include <accel/method.h>
#include <accel/pixels.h>

#include "network.h"

struct Embed : accel::CagedMethod {
  using Bands = std::array<float, 3>;  // red, green, blue
  accel::Files model = input_files("model", "the network: an ONNX file");
  accel::Size size =
      option("size", accel::Size{224, 224}, "size of the pictures that the network takes");
  Bands mean = option("mean", Bands{0.485F, 0.456F, 0.406F}, "mean of the training pictures");
  Bands deviation = option("deviation", Bands{0.229F, 0.224F, 0.225F},
                           "standard deviation of the training pictures");
  int most = option("most", 16, "pictures at a time");
  accel::Dataset source = dataset("source");

  Network network() const {
    if (model.size() != 1) throw accel::Error("the option 'model' takes one file");
    return {*model.all().begin(), size};
  }

  /// Tries a batch of black pictures before the first row. The column is as wide as the answer.
  accel::Writer prepare() {
    if (most < 1) throw accel::Error("the option 'most' must be at least 1");
    std::vector<float> black;
    for (int i = 0; i < most; ++i) append(black, accel::Pixels(size, 3));
    return append_to(source, accel::tensor<float>("embedding", {network().run(black).cols}));
  }

  void analysis(int slice, accel::Writer out) {
    Network net = network();  // each worker reads the file once
    out.map_batches(source.rows(slice, accel::bytes("image")), most,
                    [&](std::span<const accel::Bytes> images) { return rows(net, images); });
  }

  std::vector<std::vector<float>> rows(Network& net, std::span<const accel::Bytes> images) const {
    std::vector<float> pictures;
    for (accel::Bytes image : images) {
      append(pictures, accel::Image(image).resize(size, accel::Fit::cover).pixels());
    }
    const cv::Mat answers = net.run(pictures);
    std::vector<std::vector<float>> rows;
    for (int row = 0; row < answers.rows; ++row) rows.emplace_back(answers.row(row));
    return rows;
  }

  void append(std::vector<float>& pictures, const accel::Pixels& pixels) const {
    const std::vector<float> samples = accel::to_tensor(pixels, mean, deviation);
    pictures.insert(pictures.end(), samples.begin(), samples.end());
  }
};
ACCEL_METHOD(Embed)
