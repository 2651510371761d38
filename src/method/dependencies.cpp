// SPDX-License-Identifier: Apache-2.0
#include "method/dependencies.h"

namespace accel {
namespace {

class RuleWords {
 public:
  explicit RuleWords(std::string_view text) : text_(text) {}

  /// The next word of the rule; empty at its end.
  std::string next() {
    skip_blanks();
    std::string word;
    while (at_ < text_.size() && !is_blank(text_[at_]) && text_[at_] != '\n') {
      if (is_continuation()) break;
      take_some(word);
    }
    return word;
  }

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
  char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  bool is_continuation() const {
    return at(at_) == '\\' && (at(at_ + 1) == '\n' || (at(at_ + 1) == '\r' && at(at_ + 2) == '\n'));
  }
  void skip_blanks() {
    for (; at_ < text_.size(); ++at_) {
      if (is_continuation()) {
        at_ += text_[at_ + 1] == '\r' ? 2 : 1;
      } else if (!is_blank(text_[at_])) {
        return;
      }
    }
  }
  /// Appends a character, or what an escape stands for: `$$`, `\#`, and backslashes before a blank,
  /// which are doubled, with one more for the blank.
  void take_some(std::string& word) {
    std::size_t after = at_;
    while (at(after) == '\\') ++after;
    if (after > at_ && is_blank(at(after))) {
      word.append((after - at_) / 2, '\\');
      at_ = after;
    } else if ((at(at_) == '\\' && at(at_ + 1) == '#') || (at(at_) == '$' && at(at_ + 1) == '$')) {
      ++at_;
    }
    word += text_[at_++];
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<std::string> parse_dependencies(std::string_view makefile) {
  RuleWords words(makefile);
  std::string word = words.next();
  while (!word.empty() && !word.ends_with(':')) word = words.next();
  std::vector<std::string> paths;
  for (word = words.next(); !word.empty(); word = words.next()) paths.push_back(word);
  return paths;
}

}  // namespace accel
