// SPDX-License-Identifier: Apache-2.0
// What a terminal can show, and lines that are redrawn in place. After every write the cursor is at
// the beginning of an empty line and nothing else of the terminal is changed, so the terminal is
// usable whenever the process ends or is stopped.
#pragma once

#include "progress/progress_lines.h"

#include <string>
#include <vector>

namespace accel {

enum class ColourWish { automatic, always, never };
/// Whether to colour the output to `fd`: as requested; by default on a terminal that is not dumb,
/// unless NO_COLOR is set.
bool wants_colour(ColourWish wish, int fd);

/// $TERM says that the cursor can be moved.
bool can_move_cursor();
/// According to the locale of the environment.
bool is_utf8_locale();
/// The current width: read from the terminal each time; 80 columns if it does not say.
View view_of(int fd, bool utf8, bool colour);

class LiveLines {
 public:
  /// `fd` stays the caller's.
  explicit LiveLines(int fd);
  /// Replaces the lines that were drawn before. Draws nothing while the build is in the background,
  /// or while the terminal is stopped (Ctrl-S).
  void draw(const std::vector<std::string>& lines);
  /// Removes the lines, so that others can print in their place.
  void erase();
  bool are_drawn() const { return drawn_ > 0; }

 private:
  bool is_ours() const;
  void write(const std::string& text) const;
  std::string to_first_line();
  int fd_;
  int drawn_ = 0;      ///< lines
  int continued_ = 0;  ///< times that this process was stopped and went on, as of the last drawing
};

}  // namespace accel
