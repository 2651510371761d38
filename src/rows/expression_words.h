// SPDX-License-Identifier: Apache-2.0
// The words of an expression on rows, one after the other. expression_tree.h has the grammar.
#pragma once

#include <accel/column.h>

#include <string>
#include <string_view>

namespace accel {

struct ExpressionWord {
  enum class Kind : std::uint8_t { end, name, quoted_name, number, text, sign };
  Kind kind = Kind::end;
  std::size_t begin = 0, end = 0;  ///< its place in the text
  std::string text;                ///< without quotation marks
  detail::Cell number;

  bool is_sign(std::string_view sign) const { return kind == Kind::sign && text == sign; }
  /// Whether it is this word of the language, in lower or upper case.
  bool is(std::string_view word) const;
};

/// Reads the word that begins at or after `place`. Throws Error if there is none of the language.
ExpressionWord read_word(std::string_view text, std::size_t place);

}  // namespace accel
