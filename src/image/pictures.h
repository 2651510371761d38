// SPDX-License-Identifier: Apache-2.0
// The interface of the image library (src/image) for commands that show pictures. The program does
// not link the library, but loads it for the first picture and gets one `Pictures`. Arguments and
// results are plain data.
#pragma once

#include "base/image_settings.h"

#include <accel/export.h>
#include <accel/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace accel {

/// Bitmap in RGB, rows from the top, no gaps.
struct Raster {
  Size size;
  std::vector<std::uint8_t> pixels;
};

/// One cell of a contact sheet: pictures side by side, each with its caption below all.
struct SheetCell {
  struct Part {
    Raster picture;    ///< without pixels if there is none
    std::string note;  ///< why there is none
  };
  std::vector<Part> parts;
  std::string caption;
};

/// A contact sheet. All texts are UTF-8 without control characters.
struct SheetPage {
  std::string title;
  std::string subtitle;
  std::string footer;  ///< may be empty
  Size box;            ///< no picture is larger
  int parts = 1;       ///< of each cell
  int columns = 1;     ///< cells in a row
  std::vector<SheetCell> cells;
};

/// The pixels of a sheet in one picture: 384 MB, which the codecs hold once more.
constexpr std::int64_t kMostSheetPixels = 128'000'000;
/// What to do about a sheet that would be larger.
constexpr const char* kLargeSheetHint =
    "show fewer rows (--rows, --most), smaller (--size) or in more columns (--columns), or write a "
    "page: -o sheet.html";

enum class SheetFormat { png, jpeg };

class Pictures {
 public:
  /// Sets the limits for all pictures from now on.
  virtual void set_limits(const ImageSettings& settings) = 0;

  /// The MIME type, such as "image/jpeg", if browsers show pictures of the kind that `encoded`
  /// begins with; otherwise "".
  virtual std::string_view web_type(Bytes encoded) = 0;
  virtual bool is_picture(Bytes encoded) = 0;

  /// Upright. Reads only the header. This and the next two throw Error as accel::Image does.
  virtual Size size_of(Bytes encoded) = 0;
  /// Fitted inside `box`, never enlarged; over white.
  virtual Raster thumbnail(Bytes encoded, Size box) = 0;
  /// The thumbnail as a JPEG file.
  virtual Buffer thumbnail_file(Bytes encoded, Size box) = 0;

  /// The sheet as a file. Throws Error when it would be larger than such files, or memory, allow.
  virtual Buffer draw(const SheetPage& page, SheetFormat format) = 0;

 protected:
  ~Pictures() = default;
};

}  // namespace accel

/// What libaccel_image.so exports; valid as long as the process runs.
extern "C" ACCEL_EXPORT accel::Pictures* accel_image_pictures();
