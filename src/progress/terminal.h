// SPDX-License-Identifier: Apache-2.0
// What a terminal can show, and lines that are drawn again in their place. After every write the
// cursor stands at the beginning of a line of its own and nothing else of the terminal is changed,
// so that it is as it should be whenever the process ends or is stopped.
#pragma once

#include "progress/progress_lines.h"

#include <string>
#include <vector>

namespace accel {

enum class ColourWish { automatic, always, never };
/// Whether to colour what goes to `fd`: as wished; else on a terminal that is not dumb, unless
/// NO_COLOR is set.
bool wants_colour(ColourWish wish, int fd);

/// $TERM says that the cursor can be moved.
bool can_move_cursor();
/// By the locale of the environment.
bool is_utf8_locale();
/// The room there is now: asked of the terminal each time; 80 columns when it does not say.
View view_of(int fd, bool utf8, bool colour);

class LiveLines {
 public:
  /// `fd` stays the caller's.
  explicit LiveLines(int fd);
  /// In the place of those that were drawn before. Not while the terminal belongs to others (a
  /// build in the background), nor while it is held (Ctrl-S).
  void draw(const std::vector<std::string>& lines);
  /// Where they were drawn, others print next.
  void erase();

 private:
  bool is_ours() const;
  void write(const std::string& text) const;
  std::string to_first_line();
  int fd_;
  int drawn_ = 0;      ///< lines
  int continued_ = 0;  ///< times that this process was stopped and went on, as of the last drawing
};

}  // namespace accel
