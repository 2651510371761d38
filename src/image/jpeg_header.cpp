// SPDX-License-Identifier: Apache-2.0
// A JPEG file, as far as it is read here:
//   FF D8, then segments: FF marker, length u16 (itself included), payload
//   frame header (SOF, marker C0..CF but C4, C8, CC): precision u8, height u16, width u16, ...
//   EXIF (marker E1): "Exif\0\0", a TIFF structure
// Between segments libjpeg skips whatever is not a marker, and so do we.
#include "image/header.h"
#include "image/numbers.h"

namespace accel {
namespace {

using namespace std::string_view_literals;

struct Segment {
  std::uint8_t marker = 0;
  Bytes payload;

  bool is_frame_header() const {
    return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
  }
  bool is_exif() const { return marker == 0xe1 && part(payload, 0, 6).text() == "Exif\0\0"sv; }
  bool ends_header() const { return marker == 0xda || marker == 0xd9; }  // scan, end of image
};

bool has_payload(std::uint8_t marker) {
  return marker != 0x01 && !(marker >= 0xd0 && marker <= 0xd9);
}

/// Goes from segment to segment; each step moves on by two bytes at least.
class Segments {
 public:
  explicit Segments(Bytes jpeg) : jpeg_(jpeg) {}

  /// The next segment, or nothing where the bytes end before it does.
  std::optional<Segment> next() {
    while (at_ < jpeg_.size() && !is_marker()) ++at_;
    if (at_ >= jpeg_.size()) return std::nullopt;
    const std::uint8_t marker = jpeg_[at_ + 1];
    at_ += 2;
    if (!has_payload(marker)) return Segment{marker, {}};
    const auto length = find_number(jpeg_, at_, 2, Order::big);
    if (length && *length < 2) throw_damaged(Kind::jpeg, "a segment without a length");
    if (!length || *length > jpeg_.size() - at_) return std::nullopt;
    const Bytes payload = part(jpeg_, at_ + 2, *length - 2);
    at_ += *length;
    return Segment{marker, payload};
  }

  std::size_t position() const { return at_; }

 private:
  bool is_marker() const {
    return jpeg_.size() - at_ >= 2 && jpeg_[at_] == 0xff && jpeg_[at_ + 1] != 0 &&
           jpeg_[at_ + 1] != 0xff;
  }
  Bytes jpeg_;
  std::size_t at_ = 2;
};

}  // namespace

Size jpeg_size(Bytes encoded) {
  Segments segments(encoded);
  while (const auto segment = segments.next()) {
    if (segment->ends_header()) throw_damaged(Kind::jpeg, "no frame header (SOF)");
    if (!segment->is_frame_header()) continue;
    const auto height = find_number(segment->payload, 1, 2, Order::big);
    const auto width = find_number(segment->payload, 3, 2, Order::big);
    if (!width || !height) throw_damaged(Kind::jpeg, "a frame header (SOF) that is too short");
    if (*height == 0 && *width > 0) {
      throw Error("JPEG whose height comes after its pixels (DNL) is not supported");
    }
    return {static_cast<int>(*width), static_cast<int>(*height)};
  }
  HeaderReader(encoded, Kind::jpeg, Order::big).throw_truncated();
}

Bytes jpeg_exif(Bytes encoded) {
  Segments segments(encoded);
  while (const auto segment = segments.next()) {
    if (segment->is_exif()) return segment->payload;
    if (segment->is_frame_header() || segment->ends_header()) break;
  }
  return {};
}

/// The end marker cannot stand inside compressed data, but thumbnails in EXIF have one too, so only
/// the part from the first scan on is searched; and that from its end, where the marker is.
bool jpeg_has_end(Bytes encoded) {
  Segments segments(encoded);
  while (const auto segment = segments.next()) {
    if (!segment->ends_header()) continue;
    const Bytes scans = part(encoded, segments.position(), encoded.size());
    return scans.text().rfind("\xff\xd9"sv) != std::string_view::npos;
  }
  return false;
}

}  // namespace accel
