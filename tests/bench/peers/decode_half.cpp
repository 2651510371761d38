// SPDX-License-Identifier: Apache-2.0
// decode_half FOLDER: decodes every JPEG of the folder at half its size, to RGB lines, in two
// forked processes; nothing is kept. Prints the seconds, and how many lines there were.
#include <sys/mman.h>

#include <atomic>
#include <cstdint>
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

/// How many lines the picture has at half its size.
std::int64_t decode(const std::vector<unsigned char>& bytes) {
  jpeg_decompress_struct picture;
  jpeg_error_mgr errors;
  picture.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&picture);
  jpeg_mem_src(&picture, bytes.data(), bytes.size());
  jpeg_read_header(&picture, TRUE);
  picture.scale_num = 1;
  picture.scale_denom = 2;
  picture.out_color_space = JCS_RGB;
  jpeg_start_decompress(&picture);
  std::vector<unsigned char> line(picture.output_width * 3);
  unsigned char* lines[] = {line.data()};
  while (picture.output_scanline < picture.output_height) jpeg_read_scanlines(&picture, lines, 1);
  const std::int64_t count = picture.output_height;
  jpeg_finish_decompress(&picture);
  jpeg_destroy_decompress(&picture);
  return count;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) bench::fail("usage: decode_half FOLDER");
  const std::vector<std::string> files = bench::files_of(arguments[1]);
  void* shared = ::mmap(nullptr, sizeof(std::atomic<std::int64_t>), PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  auto& lines = *new (shared) std::atomic<std::int64_t>(0);
  const auto start = std::chrono::steady_clock::now();
  bench::fork_workers(2, [&](int worker) {
    for (std::size_t i = static_cast<std::size_t>(worker); i < files.size(); i += 2) {
      lines += decode(read_whole(files[i]));
    }
  });
  std::printf("{\"seconds\": %.6f, \"lines\": %lld}\n", bench::seconds_since(start),
              static_cast<long long>(lines.load()));
}
