// SPDX-License-Identifier: Apache-2.0
#include "view/sheet_mark.h"

#include "base/file.h"

#include <algorithm>
#include <array>

namespace accel {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kHead = 1024;
constexpr std::string_view kJpegMark =
    "\xff\xfe\0\x0d"
    "accel sheet"sv;  // a comment and its length
constexpr std::string_view kPngMark =
    "\0\0\0\x14tEXtSoftware\0accel sheet\x22\x4e\xf0\xcf"sv;  // length, type, contents, checksum
constexpr std::size_t kPngHeader = 8 + 25;  // the signature and IHDR, which comes first

std::string inserted(std::string_view file, std::size_t place, std::string_view mark) {
  std::string result(file);
  return result.insert(std::min(place, result.size()), mark);
}

}  // namespace

/// After JFIF's segment, which must come first.
std::string marked_jpeg(std::string_view jpeg) {
  const auto byte = [&](std::size_t i) -> std::size_t {
    return i < jpeg.size() ? static_cast<unsigned char>(jpeg[i]) : 0;
  };
  const bool is_jfif = byte(2) == 0xff && byte(3) == 0xe0;
  return inserted(jpeg, is_jfif ? 4 + byte(4) * 256 + byte(5) : 2, kJpegMark);
}

std::string marked_png(std::string_view png) { return inserted(png, kPngHeader, kPngMark); }

bool is_marked_sheet(const std::string& path) {
  const auto stat = find_stat(path);
  if (!stat || !stat->is_regular()) return false;
  const std::string head = find_head(path, kHead).value_or("");
  const std::array marks{kPageMark, kJpegMark, kPngMark};
  return std::ranges::any_of(
      marks, [&](std::string_view mark) { return head.find(mark) != std::string::npos; });
}

}  // namespace accel
