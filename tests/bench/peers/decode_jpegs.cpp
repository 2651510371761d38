// SPDX-License-Identifier: Apache-2.0
// decode_jpegs FOLDER PART: decodes every JPEG of the folder at 1/PART of its size to RGB, in two
// forked processes: all of a picture at full size into memory, else line by line into one line.
// Prints the seconds, and how many lines there were.
#include <sys/mman.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

#include <jpeglib.h>

#include "workers.h"

namespace {

std::vector<unsigned char> read_whole(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) bench::fail("cannot read " + path);
  std::vector<unsigned char> bytes(std::filesystem::file_size(path));
  if (std::fread(bytes.data(), 1, bytes.size(), file) != bytes.size()) bench::fail(path);
  std::fclose(file);
  return bytes;
}

/// How many lines the picture has at that part of its size.
std::int64_t decode(const std::vector<unsigned char>& bytes, unsigned part) {
  jpeg_decompress_struct picture;
  jpeg_error_mgr errors;
  picture.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&picture);
  jpeg_mem_src(&picture, bytes.data(), bytes.size());
  jpeg_read_header(&picture, TRUE);
  picture.scale_num = 1;
  picture.scale_denom = part;
  picture.out_color_space = JCS_RGB;
  jpeg_start_decompress(&picture);
  const std::size_t row = picture.output_width * std::size_t{3};
  const std::unique_ptr<unsigned char[]> pixels(
      new unsigned char[row * (part == 1 ? picture.output_height : 1)]);
  while (picture.output_scanline < picture.output_height) {
    unsigned char* line = pixels.get() + (part == 1 ? row * picture.output_scanline : 0);
    jpeg_read_scanlines(&picture, &line, 1);
  }
  const std::int64_t count = picture.output_height;
  jpeg_finish_decompress(&picture);
  jpeg_destroy_decompress(&picture);
  return count;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) bench::fail("usage: decode_jpegs FOLDER PART");
  const auto part = static_cast<unsigned>(std::atoi(arguments[2]));
  const std::vector<std::string> files = bench::files_of(arguments[1]);
  void* shared = ::mmap(nullptr, sizeof(std::atomic<std::int64_t>), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  auto& lines = *new (shared) std::atomic<std::int64_t>(0);
  const auto start = std::chrono::steady_clock::now();
  bench::fork_workers(2, [&](int worker) {
    for (std::size_t i = static_cast<std::size_t>(worker); i < files.size(); i += 2) {
      lines += decode(read_whole(files[i]), part);
    }
  });
  std::printf("{\"seconds\": %.6f, \"lines\": %lld}\n", bench::seconds_since(start),
              static_cast<long long>(lines.load()));
}
