// SPDX-License-Identifier: Apache-2.0
#include "network.h"

#include <accel/error.h>

#include <opencv2/core/utils/logger.hpp>

#include "onnx_shape.h"

namespace {

std::string text_of(const std::vector<int>& sides) {
  std::string text;
  for (const int side : sides) {
    text += (text.empty() ? "" : "x") + (side < 0 ? std::string("n") : std::to_string(side));
  }
  return text;
}

void check_shape(const std::string& name, const std::vector<int>& takes, accel::Size size) {
  if (takes.empty()) return;  // not declared: the first batch shows whether it fits
  const std::vector<int> gets{-1, 3, size.height, size.width};
  bool fits = takes.size() == gets.size();
  for (std::size_t i = 1; fits && i < gets.size(); ++i) {
    fits = takes[i] < 0 || takes[i] == gets[i];
  }
  if (fits) return;
  throw accel::Error(name + ": this network takes " + text_of(takes) + ", but gets " +
                     text_of(gets))
      .set_hint("pictures, bands, height, width: set the option 'size'");
}

cv::dnn::Net read_network(const std::string& name, accel::Bytes bytes) {
  try {
    return cv::dnn::readNetFromONNX(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  } catch (const cv::Exception& error) {
    throw accel::Error(name + ": OpenCV cannot read a network (ONNX) from this file")
        .set_hint(error.err);
  }
}

}  // namespace

Network::Network(const accel::File& file, accel::Size size) : name_(file.name()), size_(size) {
  cv::setNumThreads(1);  // accel starts a worker for each core, and forks them after prepare()
  cv::utils::logging::setLogLevel(
      cv::utils::logging::LOG_LEVEL_SILENT);  // exceptions carry the message
  net_ = read_network(name_, file.read());
  check_shape(name_, onnx_shape(file.read()), size_);
}

cv::Mat Network::run(std::vector<float>& pictures) {
  const auto samples =
      3 * static_cast<std::size_t>(size_.width) * static_cast<std::size_t>(size_.height);
  const std::vector<int> shape{static_cast<int>(pictures.size() / samples), 3, size_.height,
                               size_.width};
  cv::Mat answers;
  try {
    net_.setInput(cv::Mat(shape, CV_32F, pictures.data()));
    answers = net_.forward();
  } catch (const cv::Exception& error) {
    throw accel::Error(name_ + ": OpenCV cannot run this network on " + text_of(shape))
        .set_hint(error.err);
  }
  if (answers.size[0] != shape[0] || answers.type() != CV_32F) {
    throw accel::Error(name_ + ": this network gives no row of numbers for each of " +
                       std::to_string(shape[0]) + " pictures")
        .set_hint("if it takes one picture at a time, set the option 'most' to 1");
  }
  return answers.reshape(1, shape[0]);
}
