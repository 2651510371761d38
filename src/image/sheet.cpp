// SPDX-License-Identifier: Apache-2.0
#include "image/sheet.h"

#include "image/backend.h"
#include "image/planar_backend.h"
#include "image/text_line.h"

#include <accel/error.h>

#include <algorithm>
#include <cstring>
#include <string>

namespace accel {
namespace {

// In pixels.
constexpr int kMargin = 24;         ///< around the sheet
constexpr int kGap = 16;            ///< between cells
constexpr int kPartGap = 4;         ///< between the pictures of a cell
constexpr int kCaptionGap = 6;      ///< between a picture and its name
constexpr int kCaptionHeight = 18;  ///< of a line
constexpr int kMostCaptionLines = 3;
constexpr int kHeaderHeight = 62;  ///< title and subtitle
constexpr int kFooterHeight = 30;
constexpr int kNarrowest = 320;  ///< so that there is room for a title

constexpr int kLongestSide = 65'000;  ///< of a JPEG: 65,500
constexpr int kSheetQuality = 90;

constexpr TextStyle kTitle{20, true, 0x20};
constexpr TextStyle kSubtitle{13, false, 0x70};
constexpr TextStyle kCaption{12, false, 0x40};
constexpr TextStyle kNote{11, false, 0x90};

using Lines = std::vector<TextMask>;

/// Where things are. Rows are as high as their highest picture and their longest caption need.
class Layout {
 public:
  explicit Layout(const SheetPage& page) : page_(page) {
    const int count = static_cast<int>(page.cells.size());
    const int parts = page.parts * page.box.width + (page.parts - 1) * kPartGap;
    cell_width_ = std::max(parts, 1);
    columns_ = std::clamp(page.columns, 1, std::max(count, 1));
    for (int first = 0; first < count; first += columns_) {
      int height = 0;
      std::size_t lines = 1;
      for (int i = first; i < std::min(first + columns_, count); ++i) {
        const SheetCell& cell = page.cells[static_cast<std::size_t>(i)];
        height = std::max(height, picture_height(cell));
        captions_.push_back(wrapped(cell.caption, kCaption, cell_width_, kMostCaptionLines));
        lines = std::max(lines, captions_.back().size());
      }
      heights_.push_back(height);
      below_.push_back(kCaptionGap + static_cast<int>(lines) * kCaptionHeight + kGap);
    }
  }

  int columns() const { return columns_; }
  int cell_width() const { return cell_width_; }
  const Lines& caption(int cell) const { return captions_[static_cast<std::size_t>(cell)]; }
  /// The height of the pictures in a row, and of what is below them.
  int height(int row) const { return heights_[static_cast<std::size_t>(row)]; }
  int below(int row) const { return below_[static_cast<std::size_t>(row)]; }
  int x(int column) const { return kMargin + column * (cell_width_ + kGap); }

  /// 64 bits: a sheet that is too large is reported, not cut off.
  std::int64_t total_width() const {
    const std::int64_t cells = std::int64_t{columns_} * (cell_width_ + kGap) - kGap;
    return std::max<std::int64_t>(cells, kNarrowest) + 2 * kMargin;
  }
  std::int64_t total_height() const {
    std::int64_t height = 2 * kMargin + kHeaderHeight;
    for (const int row : heights_) height += row;
    for (const int row : below_) height += row;
    return height + (page_.footer.empty() ? 0 : kFooterHeight);
  }

 private:
  /// A cell without a picture still shows its frame.
  int picture_height(const SheetCell& cell) const {
    int height = 0;
    for (const SheetCell::Part& part : cell.parts) {
      const bool is_empty = part.picture.pixels.empty();
      height = std::max(height, is_empty ? page_.box.height / 2 : part.picture.size.height);
    }
    return height;
  }

  const SheetPage& page_;
  int columns_ = 1;
  int cell_width_ = 1;
  std::vector<Lines> captions_;  ///< of the cells
  std::vector<int> heights_, below_;
};

std::string words(std::int64_t width, std::int64_t height) {
  return std::to_string(width) + "x" + std::to_string(height);
}

void check_size(const Layout& layout) {
  const std::int64_t width = layout.total_width();
  const std::int64_t height = layout.total_height();
  const bool is_long = width > kLongestSide || height > kLongestSide;
  if (!is_long && width * height <= kMostSheetPixels) return;
  throw Error("the sheet would have " + words(width, height) + " pixels, more than " +
              (is_long ? std::to_string(kLongestSide) + " on a side"
                       : std::to_string(kMostSheetPixels / 1'000'000) + " million"))
      .set_hint(kLargeSheetHint);
}

class Canvas {
 public:
  Canvas(int width, int height) : pixels_(make_bitmap({width, height}, 3)) {
    std::memset(pixels_.data.data(), 0xFF, pixels_.data.size());
  }

  const Bitmap& pixels() const { return pixels_; }

  void put(const Raster& picture, int x, int y) {
    const std::size_t row = 3 * static_cast<std::size_t>(picture.size.width);
    for (int i = 0; i < picture.size.height; ++i) {
      std::copy_n(picture.pixels.data() + static_cast<std::size_t>(i) * row, row, at(x, y + i));
    }
  }

  /// A frame of one pixel, for a picture that is not there.
  void frame(int x, int y, int width, int height) {
    for (int i = 0; i < width; ++i) {
      grey(x + i, y, kFrame);
      grey(x + i, y + height - 1, kFrame);
    }
    for (int i = 0; i < height; ++i) {
      grey(x, y + i, kFrame);
      grey(x + width - 1, y + i, kFrame);
    }
  }

  /// `y` is the top of the line. Parts outside of the canvas are cut off.
  void write(const TextMask& text, int x, int y, int shade) {
    for (int row = 0; row < text.size.height; ++row) {
      for (int column = 0; column < text.size.width; ++column) {
        const int left = x + column;
        const int top = y + text.down + row;
        if (left < 0 || top < 0 || left >= pixels_.size.width || top >= pixels_.size.height)
          continue;
        const int ink = text.row(row)[column];
        grey(left, top, (shade * ink + 255 * (255 - ink) + 127) / 255);
      }
    }
  }

 private:
  static constexpr int kFrame = 0xD0;
  std::uint8_t* at(int x, int y) { return pixels_.row(y) + 3 * static_cast<std::ptrdiff_t>(x); }
  void grey(int x, int y, int shade) { std::memset(at(x, y), shade, 3); }
  Bitmap pixels_;
};

class Drawing {
 public:
  explicit Drawing(const SheetPage& page)
      : page_(page),
        layout_(checked(page)),
        canvas_(static_cast<int>(layout_.total_width()), static_cast<int>(layout_.total_height())) {
  }

  Bitmap const& draw() {
    const int width = canvas_.pixels().size.width - 2 * kMargin;
    line(page_.title, kTitle, kMargin, kMargin, width);
    line(page_.subtitle, kSubtitle, kMargin, kMargin + 30, width);
    int y = kMargin + kHeaderHeight;
    const auto count = static_cast<int>(page_.cells.size());
    for (int first = 0, row = 0; first < count; first += layout_.columns(), ++row) {
      for (int i = first; i < std::min(first + layout_.columns(), count); ++i) {
        const int x = layout_.x(i - first);
        pictures(page_.cells[static_cast<std::size_t>(i)], x, y, layout_.height(row));
        caption(layout_.caption(i), x, y + layout_.height(row) + kCaptionGap);
      }
      y += layout_.height(row) + layout_.below(row);
    }
    line(page_.footer, kSubtitle, kMargin, y, width);
    return canvas_.pixels();
  }

 private:
  static Layout checked(const SheetPage& page) {
    Layout layout(page);
    check_size(layout);
    return layout;
  }

  /// Pictures stand on the line of their names.
  void pictures(const SheetCell& cell, int x, int y, int height) {
    int left = x;
    for (const SheetCell::Part& part : cell.parts) {
      const Size size = part.picture.size;
      if (part.picture.pixels.empty()) {
        missing(part.note, left, y, height);
      } else {
        canvas_.put(part.picture, left + (page_.box.width - size.width) / 2,
                    y + height - size.height);
      }
      left += page_.box.width + kPartGap;
    }
  }

  void caption(const Lines& lines, int x, int y) {
    for (const TextMask& text : lines) {
      canvas_.write(text, x + (layout_.cell_width() - text.size.width) / 2, y, kCaption.shade);
      y += kCaptionHeight;
    }
  }

  void missing(const std::string& note, int x, int y, int height) {
    canvas_.frame(x, y, page_.box.width, height);
    const int inside = page_.box.width - 12;
    if (inside < kNote.height || height < 2 * kNote.height) return;
    const int line_height = kNote.height + 5;
    const auto lines = wrapped(note, kNote, inside, std::max(1, (height - 8) / line_height));
    int top = y + (height - static_cast<int>(lines.size()) * line_height) / 2;
    for (const TextMask& text : lines) {
      canvas_.write(text, x + (page_.box.width - text.size.width) / 2, top, kNote.shade);
      top += line_height;
    }
  }

  void line(const std::string& text, const TextStyle& style, int x, int y, int width) {
    canvas_.write(fitted(text, style, width), x, y, style.shade);
  }

  const SheetPage& page_;
  Layout layout_;
  Canvas canvas_;
};

}  // namespace

Buffer draw_sheet(const SheetPage& page, SheetFormat format) {
  Drawing drawing(page);
  const Bitmap& pixels = drawing.draw();
  if (format == SheetFormat::jpeg) return planar_backend().encode_jpeg(pixels, kSheetQuality);
  return backend().encode(pixels, Format::png, 0);
}

}  // namespace accel
