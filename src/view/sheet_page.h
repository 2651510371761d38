// SPDX-License-Identifier: Apache-2.0
// A contact sheet as one HTML page with all its pictures in it: works offline and without scripts,
// in light and dark mode, and on narrow screens; a click shows a picture at full size. The page is
// written as pictures come: it holds at most one in memory.
#pragma once

#include <accel/types.h>

#include "base/new_file.h"

#include <string>
#include <string_view>
#include <vector>

namespace accel {

/// The texts above and below the pictures. They may contain any characters.
struct SheetTexts {
  std::string title;
  std::string subtitle;
  std::string footer;               ///< may be empty
  std::vector<std::string> labels;  ///< of the pictures of a cell; empty where there is one
};

class HtmlSheet {
 public:
  /// `columns`: cells in a row; 0: as many as fit.
  HtmlSheet(NewFile& file, SheetTexts texts, Size box, int columns);

  void begin_cell();
  /// `file` is what the page holds, of that type; `stored` (upright) and `bytes` are the size of
  /// the original picture, which may be larger.
  void add_picture(Bytes file, std::string_view type, Size stored, std::uint64_t bytes,
                   std::string_view name);
  void add_missing(std::string_view reason);
  void end_cell(std::string_view name);
  void finish();

 private:
  void describe(const std::string& about);

  NewFile& file_;
  SheetTexts texts_;
  Size box_;
  std::size_t part_ = 0;
  std::string about_;  ///< of the picture of a cell that has one
  std::uint64_t pictures_ = 0;
};

}  // namespace accel
