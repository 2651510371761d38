// SPDX-License-Identifier: Apache-2.0
// Makes small test pictures of smooth colours: the same arguments give the same bytes.
//
//   make_picture WIDTH HEIGHT SEED FILE...
//
// The first file is made from SEED, the next from SEED + 1, and so on. The codec follows from the
// file's extension: bmp, jpg, png, webp or tiff.
#include <accel/image.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <string>

namespace {

void put(std::string& bytes, std::uint32_t number, int count) {
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(number >> (8 * i));
}

/// A BMP of 24 bits a pixel, bottom row first, rows filled up to a multiple of four bytes.
std::string make_bmp(int width, int height, unsigned seed) {
  const int row_size = (width * 3 + 3) / 4 * 4;
  std::string bytes = "BM";
  put(bytes, static_cast<std::uint32_t>(54 + row_size * height), 4);
  put(bytes, 0, 4);
  put(bytes, 54, 4);
  put(bytes, 40, 4);
  put(bytes, static_cast<std::uint32_t>(width), 4);
  put(bytes, static_cast<std::uint32_t>(height), 4);
  put(bytes, 1, 2);
  put(bytes, 24, 2);
  bytes.append(24, '\0');
  for (int y = 0; y < height; ++y) {
    const std::size_t start = bytes.size();
    for (int x = 0; x < width; ++x) {
      put(bytes, static_cast<std::uint32_t>(x * 255 / width), 1);
      put(bytes, static_cast<std::uint32_t>(y * 255 / height), 1);
      put(bytes, (seed * 37) % 256, 1);
    }
    bytes.resize(start + static_cast<std::size_t>(row_size));
  }
  return bytes;
}

accel::Format format_of(const std::string& file) {
  const std::string extension = file.substr(file.rfind('.') + 1);
  if (extension == "bmp") return accel::Format::bmp;
  if (extension == "png") return accel::Format::png;
  if (extension == "webp") return accel::Format::webp;
  if (extension == "tiff") return accel::Format::tiff;
  return accel::Format::jpeg;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    std::fprintf(stderr, "usage: make_picture WIDTH HEIGHT SEED FILE...\n");
    return 2;
  }
  try {
    auto seed = static_cast<unsigned>(std::atoi(argv[3]));
    for (int i = 4; i < argc; ++i, ++seed) {
      const std::string bmp = make_bmp(std::atoi(argv[1]), std::atoi(argv[2]), seed);
      const accel::Buffer picture =
          accel::Image(accel::Bytes(bmp)).encode(format_of(argv[i]), {90});
      std::ofstream file(argv[i], std::ios::binary);
      file.write(reinterpret_cast<const char*>(picture.data()),
                 static_cast<std::streamsize>(picture.size()));
      if (!file.flush()) throw std::runtime_error(std::string("cannot write ") + argv[i]);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "make_picture: %s\n", error.what());
    return 1;
  }
}
