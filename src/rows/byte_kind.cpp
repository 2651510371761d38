// SPDX-License-Identifier: Apache-2.0
#include "rows/byte_kind.h"

#include <algorithm>
#include <string>

namespace accel {
namespace {

using namespace std::string_view_literals;

constexpr ByteKind kJpeg{"jpeg", "jpg"};
constexpr ByteKind kTiff{"tiff", "tiff"};
constexpr ByteKind kHeif{"heif", "heic"};

struct Beginning {
  std::string_view first;
  std::size_t at;           ///< where `second` is
  std::string_view second;  ///< may be empty
  ByteKind kind;
};

constexpr Beginning kBeginnings[] = {
    {"\xff\xd8\xff"sv, 0, "", kJpeg},
    {"\x89PNG\r\n\x1a\n"sv, 0, "", {"png", "png"}},
    {"GIF87a"sv, 0, "", {"gif", "gif"}},
    {"GIF89a"sv, 0, "", {"gif", "gif"}},
    {"RIFF"sv, 8, "WEBP"sv, {"webp", "webp"}},
    {"RIFF"sv, 8, "WAVE"sv, {"wav", "wav"}},
    {"BM"sv, 15, "\0\0\0"sv, {"bmp", "bmp"}},
    {"II*\0"sv, 0, "", kTiff},
    {"MM\0*"sv, 0, "", kTiff},
    {"II+\0"sv, 0, "", kTiff},
    {"MM\0+"sv, 0, "", kTiff},
    {""sv, 4, "ftypavi"sv, {"avif", "avif"}},
    {""sv, 4, "ftyphe"sv, kHeif},
    {""sv, 4, "ftypmif1"sv, kHeif},
    {""sv, 4, "ftypmsf1"sv, kHeif},
    {""sv, 4, "ftyp"sv, {"mp4", "mp4"}},
    {"\0\0\0\x0cJXL "sv, 0, "", {"jxl", "jxl"}},
    {"\xff\x0a"sv, 0, "", {"jxl", "jxl"}},
    {"\0\0\0\x0cjP  "sv, 0, "", {"jp2", "jp2"}},
    {"%PDF-"sv, 0, "", {"pdf", "pdf"}},
    {"<svg"sv, 0, "", {"svg", "svg"}},
    {"PK\x03\x04"sv, 0, "", {"zip", "zip"}},
    {"\x1f\x8b"sv, 0, "", {"gzip", "gz"}},
    {"\x28\xb5\x2f\xfd"sv, 0, "", {"zstd", "zst"}},
    {"ARROW1"sv, 0, "", {"arrow", "arrow"}},
    {"PAR1"sv, 0, "", {"parquet", "parquet"}},
};

bool stands_at(std::string_view text, std::size_t at, std::string_view part) {
  return text.size() >= at && text.substr(at).starts_with(part);
}

}  // namespace

const ByteKind* find_byte_kind(Bytes bytes) {
  const std::string_view text = bytes.text();
  for (const Beginning& beginning : kBeginnings) {
    if (text.starts_with(beginning.first) && stands_at(text, beginning.at, beginning.second)) {
      return &beginning.kind;
    }
  }
  return nullptr;
}

bool fits_extension(const ByteKind& kind, std::string_view extension) {
  std::string lower(extension);
  for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  if (kind.name == "jpeg")
    return lower == "jpg" || lower == "jpeg" || lower == "jpe" || lower == "jfif";
  if (kind.name == "tiff") return lower == "tif" || lower == "tiff";
  if (kind.name == "heif") return lower == "heic" || lower == "heif";
  return lower == kind.extension;
}

}  // namespace accel
