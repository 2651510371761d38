// SPDX-License-Identifier: Apache-2.0
// make_frames FOLDER [COUNT]: sample pictures to try accel with. COUNT (48) JPEG files of
// 3840x2160, frame-0001.jpg and so on, that look like stills of a video. Each frame has the
// same bytes each time (with the same libjpeg).
#include "scene.h"

#include <vips/vips.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace {

constexpr int kDefaultCount = 48;
constexpr int kQuality = 90;

std::string frame_path(const std::string& folder, int number) {
  char name[32];
  std::snprintf(name, sizeof name, "/frame-%04d.jpg", number);
  return folder + name;
}

/// False, with the reason in libvips' error buffer, if the file cannot be written.
bool write_frame(const Texture& texture, int number, const std::string& path) {
  const std::vector<std::uint8_t> pixels = draw_frame(texture, number);
  VipsImage* image = vips_image_new_from_memory(pixels.data(), pixels.size(), kFrameWidth,
                                                kFrameHeight, 3, VIPS_FORMAT_UCHAR);
  if (image == nullptr) return false;
  // Colours at half resolution, as cameras write them.
  const int failed = vips_jpegsave(image, path.c_str(), "Q", kQuality, "subsample_mode",
                                   VIPS_FOREIGN_SUBSAMPLE_ON, nullptr);
  g_object_unref(image);
  return failed == 0;
}

/// All cores take the next frame until none is left or one failed.
bool write_frames(const std::string& folder, int count) {
  const Texture texture(20250101);
  std::atomic<int> next = 1;
  std::atomic<bool> failed = false;
  const auto work = [&] {
    for (int number = next++; number <= count && !failed; number = next++) {
      if (!write_frame(texture, number, frame_path(folder, number))) failed = true;
    }
    vips_thread_shutdown();
  };
  std::vector<std::thread> threads(std::max(1u, std::thread::hardware_concurrency()));
  for (std::thread& thread : threads) thread = std::thread(work);
  for (std::thread& thread : threads) thread.join();
  return !failed;
}

bool parse_count(const char* text, int& count) {
  const char* end = text + std::strlen(text);
  const auto [rest, error] = std::from_chars(text, end, count);
  return error == std::errc() && rest == end && count > 0 && count <= 1'000'000;
}

}  // namespace

int main(int argc, char** argv) {
  int count = kDefaultCount;
  if (argc < 2 || argc > 3 || argv[1][0] == '-' || (argc == 3 && !parse_count(argv[2], count))) {
    std::fprintf(stderr, "usage: make_frames FOLDER [COUNT]\n");
    return 2;
  }
  const std::string folder = argv[1];
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    std::fprintf(stderr, "make_frames: cannot make %s: %s\n", argv[1], error.message().c_str());
    return 1;
  }
  if (VIPS_INIT(argv[0]) != 0) {
    std::fprintf(stderr, "make_frames: %s", vips_error_buffer());
    return 1;
  }
  vips_concurrency_set(1);
  vips_cache_set_max(0);
  if (!write_frames(folder, count)) {
    std::fprintf(stderr, "make_frames: %s", vips_error_buffer());
    return 1;
  }
  return 0;
}
