// SPDX-License-Identifier: Apache-2.0
// A network in an ONNX file, run by OpenCV on batches of pictures of one size.
#pragma once

#include <accel/files.h>

#include <opencv2/dnn.hpp>

class Network {
 public:
  /// Throws accel::Error if OpenCV cannot read the file, or if it declares that it takes something
  /// other than batches of three bands of `size`.
  Network(const accel::File& file, accel::Size size);

  /// A row of numbers for each picture; `pictures` has their samples as `accel::to_tensor` gives
  /// them, one picture after the other. Throws accel::Error if the network cannot take that many.
  cv::Mat run(std::vector<float>& pictures);

 private:
  std::string name_;
  accel::Size size_;
  cv::dnn::Net net_;
};
