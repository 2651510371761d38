# SPDX-License-Identifier: Apache-2.0
# The method on OpenCV in methods/README.md runs as it stands there. In a cage, pixels go to OpenCV and
# back without a copy, also those of a part; pictures are scaled as OpenCV scales them; OpenCV's threads
# work in workers after prepare() turned them off; OpenCL does no harm.
. "$(dirname "$0")/common.inc"
. "$ACCEL_SOURCE_DIR/tests/e2e/opencv.inc"

page_blocks Pixels
expect_text accel.toml '[method.outlines]'

# Pictures with edges and grain, as OpenCV draws them.
cat >methods/check_pixels.cpp <<'END'
#include <accel/method.h>
#include <accel/pixels.h>

#include <opencv2/imgproc.hpp>

struct CheckPixels : accel::CagedMethod {
  // How far accel's scaled pictures are from OpenCV's: each sample in the mean, as a share of how far
  // those are that take the nearest pixel; and at most, if the picture is smooth.
  accel::Writer out = writer(accel::text("scaled"), accel::float64("mean"), accel::float64("share"),
                             accel::float64("most_of_smooth"));

  void prepare() {
    cv::setNumThreads(1);
    scaled(drawn(0), {64, 48}, cv::INTER_AREA);
  }

  void analysis(int slice) {
    cv::setNumThreads(2);
    cv::Mat picture = drawn(static_cast<std::uint64_t>(slice));
    const accel::Pixels pixels = pixels_of(picture);
    check_to_opencv(pixels);
    check_from_opencv(picture);
    check_types(pixels);
    check_opencl(picture);
    for (const accel::Size size : {accel::Size{100, 75}, {94, 71}, {48, 20}, {200, 150}}) {
      compare_scaled(picture, size);
    }
  }

  static cv::Mat drawn(std::uint64_t seed) {
    cv::RNG random(seed + 1);
    cv::Mat picture(300, 400, CV_8UC3, cv::Scalar(200, 120, 40));
    for (int i = 0; i < 60; ++i) {
      const cv::Scalar colour(random.uniform(0, 256), random.uniform(0, 256), random.uniform(0, 256));
      const cv::Point middle(random.uniform(0, 400), random.uniform(0, 300));
      cv::circle(picture, middle, random.uniform(5, 40), colour, random.uniform(-1, 6), cv::LINE_AA);
    }
    cv::Mat grain(picture.size(), CV_8UC3);
    random.fill(grain, cv::RNG::NORMAL, 20, 6);
    return picture + grain;
  }

  static cv::Mat mat_of(accel::Pixels pixels) {
    return {pixels.height(), pixels.width(), CV_8UC3, pixels.data(), pixels.stride()};
  }
  static accel::Pixels pixels_of(const cv::Mat& mat) {
    return {mat.data, {mat.cols, mat.rows}, mat.channels(), mat.step};
  }

  static void check(bool is_right, const std::string& what) {
    if (!is_right) throw accel::JobError("not right: " + what);
  }
  static bool equal(const accel::Pixels& pixels, const cv::Mat& mat) {
    bool same = pixels.width() == mat.cols && pixels.height() == mat.rows;
    for (int y = 0; same && y < mat.rows; ++y) {
      for (int x = 0; x < mat.cols; ++x) {
        for (int band = 0; band < 3; ++band) {
          same = same && pixels.at(x, y, band) == mat.at<cv::Vec3b>(y, x)[band];
        }
      }
    }
    return same;
  }

  static void check_to_opencv(const accel::Pixels& original) {
    accel::Pixels pixels = original.copy();
    cv::Mat mat = mat_of(pixels);
    check(equal(pixels, mat), "all of the picture");
    mat.at<cv::Vec3b>(5, 7) = {1, 2, 3};
    check(pixels.at(7, 5, 2) == 3, "what OpenCV writes");
    const accel::Pixels part = pixels.crop({3, 2, 101, 55});
    check(!mat_of(part).isContinuous() && equal(part, mat_of(part)), "a part");
    check(equal(part, mat(cv::Rect(3, 2, 101, 55))), "a part by OpenCV");
    cv::Mat bgr;
    cv::cvtColor(mat, bgr, cv::COLOR_RGB2BGR);
    check(bgr.at<cv::Vec3b>(5, 7) == cv::Vec3b(3, 2, 1), "blue first");
  }

  static void check_from_opencv(const cv::Mat& picture) {
    cv::Mat wide(picture.rows, picture.cols + 5, CV_8UC3, cv::Scalar(9, 9, 9));
    cv::Mat padded = wide(cv::Rect(2, 0, picture.cols, picture.rows));
    picture.copyTo(padded);
    const accel::Pixels pixels = pixels_of(padded);
    check(pixels.has_gaps() && equal(pixels, picture), "a cv::Mat with gaps");
    check(pixels.data() == padded.data, "the memory of the cv::Mat");
    const accel::Buffer file = accel::encode(pixels, accel::Format::png);
    check(equal(accel::Image(file).pixels(), picture), "a file of a cv::Mat with gaps");
  }

  static void check_types(const accel::Pixels& pixels) {
    cv::Mat wanted;
    accel::FloatPixels floats = pixels.to<float>(1 / 255.0F);
    mat_of(pixels).convertTo(wanted, CV_32F, 1 / 255.0);
    const cv::Mat of_floats(wanted.rows, wanted.cols, CV_32FC3, floats.data(), floats.stride());
    check(cv::norm(of_floats, wanted, cv::NORM_INF) < 1e-6, "floats");
    accel::Pixels16 wide = pixels.to<std::uint16_t>(257);
    mat_of(pixels).convertTo(wanted, CV_16U, 257);
    const cv::Mat of_wide(wanted.rows, wanted.cols, CV_16UC3, wide.data(), wide.stride());
    check(cv::norm(of_wide, wanted, cv::NORM_INF) == 0, "16 bits");
  }

  static void check_opencl(const cv::Mat& picture) {
    cv::UMat there, small;
    picture.copyTo(there);
    cv::resize(there, small, {64, 48}, 0, 0, cv::INTER_AREA);
    check(small.cols == 64, "OpenCL, or what OpenCV does without");
  }

  void compare_scaled(const cv::Mat& picture, accel::Size size) {
    cv::Mat smooth;
    cv::GaussianBlur(picture, smooth, {}, 24);
    const cv::Mat area = scaled(picture, size, cv::INTER_AREA);
    const double mean = cv::norm(scaled(picture, size), area, cv::NORM_L1);
    const double nearest = cv::norm(scaled(picture, size, cv::INTER_NEAREST), area, cv::NORM_L1);
    out.write(std::to_string(size.width) + "x" + std::to_string(size.height),
              mean / static_cast<double>(3 * area.total()), mean / nearest,
              cv::norm(scaled(smooth, size), scaled(smooth, size, cv::INTER_AREA), cv::NORM_INF));
  }
  static cv::Mat scaled(const cv::Mat& picture, accel::Size size) {
    const accel::Buffer file = accel::encode(pixels_of(picture), accel::Format::png);
    return mat_of(accel::Image(file).resize(size, accel::Fit::stretch).pixels()).clone();
  }
  static cv::Mat scaled(const cv::Mat& picture, accel::Size size, int how) {
    cv::Mat made;
    cv::resize(picture, made, {size.width, size.height}, 0, 0, how);
    return made;
  }
};
ACCEL_METHOD(CheckPixels)
END
printf '[method.check_pixels]\npackages = ["opencv4"]\n' >>accel.toml
script 'urd.build("check_pixels");
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  urd.build("outlines", {{"source", images}});'
pictures 3 200 100
expect_jobs "3 made, 0 reused"
expect_exit 0 accel cat check_pixels --where "mean < 6 and share < 0.33 and most_of_smooth <= 3"
expect_equal "$(wc -l <"$out")" 33  # a line of names, and four sizes in eight slices
expect_exit 0 accel sheet outlines --column outlines -o outlines.png
expect_nothing_running
