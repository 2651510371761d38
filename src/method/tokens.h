// SPDX-License-Identifier: Apache-2.0
// A lexer for C++ source as far as the preprocessor sees it: comments, line splices and layout are
// dropped, the ends of preprocessor directives are kept. It expands no macro, skips no #if branch,
// and never fails: an unterminated token runs to the end (of the line, for quotes).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace accel {

struct Token {
  enum class Kind {
    identifier,     // keywords too
    number,         // a pp-number, with digit separators
    text,           // a string literal with its prefix, quotes and suffix, raw or not
    character,      // a character literal, likewise
    header,         // what follows #include, unchanged: <vector>, "x.h"
    punctuation,    // the longest operator; a single character that is nothing else, too
    directive_end,  // the end of a line that began with #
  };
  Kind kind = Kind::punctuation;
  std::string text;  ///< empty for directive_end
  /// Nothing is between it and the token before: this distinguishes `#define F(x)` from `#define F
  /// (x)`.
  bool glued = false;

  bool is(std::string_view word) const { return text == word; }
  friend bool operator==(const Token&, const Token&) = default;
};

std::vector<Token> tokens(std::string_view source);

}  // namespace accel
