// SPDX-License-Identifier: Apache-2.0
// Pictures and fork: what may be done before the workers are forked, and what is refused.
#include "test_images.h"

#include <accel/error.h>
#include <accel/image.h>

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <iterator>

extern "C" void accel_image_forbid_pixels(const char* phase);

namespace accel {
namespace {

std::ptrdiff_t count_threads() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"),
                       std::filesystem::directory_iterator());
}

class Forbidden {
 public:
  explicit Forbidden(const char* phase) { accel_image_forbid_pixels(phase); }
  ~Forbidden() { accel_image_forbid_pixels(nullptr); }
};

TEST(ImagePhase, ForbiddenPixelsAreAnErrorThatSaysWhatToDo) {
  const File file = make_bmp({4, 4}, 24, false);
  const Forbidden forbidden("prepare");
  try {
    Image(file).encode(Format::bmp);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message(),
              "pictures cannot be decoded in prepare(): that starts threads, which do not survive "
              "the fork of the workers");
    EXPECT_EQ(error.hint(), "do it in analysis() or synthesis()");
  }
}

TEST(ImagePhase, HeadersMayBeReadWherePixelsAreForbidden) {
  const File jpeg = jpeg_with_exif(make_picture(".jpg", {40, 20}), make_exif(6));
  const File tiff = make_turned_picture(".tif", {40, 20}, 6);
  const Forbidden forbidden("prepare");
  EXPECT_EQ(Image(jpeg).thumbnail({10, 10}).size(), (Size{5, 10}));
  EXPECT_EQ(Image(tiff).thumbnail({10, 10}).size(), (Size{5, 10}));
  EXPECT_EQ(exif(jpeg).orientation, 6);
}

TEST(ImagePhase, PixelsMayBeComputedAgainOnceAllowed) {
  const File file = make_bmp({4, 4}, 24, false);
  { const Forbidden forbidden("prepare"); }
  EXPECT_NO_THROW(Image(file).encode(Format::bmp));
}

/// Made in a child, so that the making leaves no threads in this process.
File make_heif_elsewhere() {
  int ends[2];
  if (pipe(ends) != 0) return {};
  const pid_t child = fork();
  if (child == 0) {
    const File file = make_picture(".heic", {40, 20});
    _exit(write(ends[1], file.data(), file.size()) == static_cast<ssize_t>(file.size()) ? 0 : 1);
  }
  close(ends[1]);
  File file(1 << 16);
  std::size_t size = 0;
  while (const ssize_t n = read(ends[0], file.data() + size, file.size() - size)) {
    if (n < 0) break;
    size += static_cast<std::size_t>(n);
  }
  close(ends[0]);
  waitpid(child, nullptr, 0);
  file.resize(size);
  return file;
}

TEST(ImagePhase, AWorkerForkedAfterAHeaderWasReadCanDecode) {
  if (count_threads() > 1) GTEST_SKIP() << "another test in this process has left threads";
  const File file = make_heif_elsewhere();
  ASSERT_EQ(Image(file).thumbnail({10, 10}).size(), (Size{10, 5}));  // loads libvips
  ASSERT_EQ(count_threads(), 1);
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);
    const Buffer small = Image(file).thumbnail({10, 10}).encode(Format::jpeg);
    _exit(small.size() > 0 ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace accel
