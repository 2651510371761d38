// SPDX-License-Identifier: Apache-2.0
// Runs a network on pictures by OpenCV alone, one at a time, as OpenCV's own examples do:
//
//   opencv_embedding MODEL FILE.bmp...
//
// Prints a line of numbers for each. Pictures are normalised as for ImageNet.
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <opencv2/dnn.hpp>
#include <string>

namespace {

int number_at(const std::string& bytes, std::size_t place) {
  std::int32_t number = 0;
  std::memcpy(&number, bytes.data() + place, sizeof number);
  return number;
}

/// A BMP of 24 bits a pixel: rows from the bottom, blue first.
cv::Mat read_bmp(const char* path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const int width = number_at(bytes, 18);
  const int height = number_at(bytes, 22);
  cv::Mat upright;
  cv::flip(cv::Mat(height, width, CV_8UC3, bytes.data() + number_at(bytes, 10),
                   static_cast<std::size_t>(width * 3 + 3) / 4 * 4),
           upright, 0);
  return upright;
}

}  // namespace

int main(int argc, char** argv) {
  cv::dnn::Net net = cv::dnn::readNetFromONNX(argv[1]);
  const cv::Scalar mean(0.485, 0.456, 0.406);
  const float deviation[] = {0.229F, 0.224F, 0.225F};
  for (int i = 2; i < argc; ++i) {
    const cv::Mat picture = read_bmp(argv[i]);
    cv::Mat blob =
        cv::dnn::blobFromImage(picture, 1 / 255.0, picture.size(), mean * 255, /*swapRB=*/true);
    for (int band = 0; band < 3; ++band) {
      cv::Mat plane(picture.size(), CV_32F, blob.ptr(0, band));
      plane /= deviation[band];
    }
    net.setInput(blob);
    const cv::Mat answer = net.forward();
    for (int k = 0; k < answer.cols; ++k) std::printf("%.9g ", answer.at<float>(0, k));
    std::printf("\n");
  }
}
