// SPDX-License-Identifier: Apache-2.0
// An expression on rows (<accel/expression.h>) as a tree. Columns are names here; their types are
// not known. RowCondition evaluates it.
//
//   expression  all ('or' all)*
//   all         term ('and' term)*
//   term        'not' term | '(' expression ')' | value [compare value | 'is' ['not'] 'absent']
//   compare     '==' | '=' | '!=' | '<' | '<=' | '>' | '>='
//   value       number | text | 'true' | 'false' | column ('[' digits ']' | '.' name)*
//   column      a plain word, or any name in backticks
//   text        '...' or "..."; in it, and in `...`, the quotation mark is written twice
//
// The words in quotes may be in upper case. A plain word consists of letters, digits and '_', and
// does not begin with a digit; all characters outside of ASCII count as letters.
#pragma once

#include <accel/column.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace accel {

/// A step into a JSON value or a list.
using ExpressionStep = std::variant<std::uint64_t, std::string>;

struct ExpressionValue {
  std::size_t begin = 0, end = 0;  ///< its place in the text
  bool is_column = false;
  std::size_t column = 0;  ///< index in `columns` of the tree
  std::vector<ExpressionStep> steps;
  detail::Cell literal;  ///< of a text, `data` is not set: see `cell()`
  std::string text;

  /// The literal; valid as long as this value.
  detail::Cell cell() const;
};

enum class Comparison : std::uint8_t { equal, not_equal, less, at_most, greater, at_least };

struct ExpressionNode {
  enum class Kind : std::uint8_t { any, all, negation, comparison, absent, truth };
  Kind kind = Kind::truth;
  Comparison comparison = Comparison::equal;
  std::vector<ExpressionNode> parts;  ///< of any, all and negation
  ExpressionValue left, right;        ///< absent and truth have only `left`
};

struct ExpressionTree {
  static constexpr std::size_t kMostBytes = std::size_t{1} << 16;
  static constexpr int kMostNested = 100;  ///< parentheses and 'not': the functions recurse

  std::string text;
  std::vector<std::string> columns;  ///< each once
  ExpressionNode root;
};

/// Throws Error, with the place, if the text is not an expression, too long or nested too deeply.
ExpressionTree parse_expression(std::string_view text);

/// A column, or a part of one, in a text that is not an expression.
struct ColumnPart {
  std::string column;
  ExpressionValue value;
  std::size_t next = 0;  ///< where the next word of the text begins
};

/// Reads the column that begins at or after `place`. Throws Error, with the place, if there is
/// none.
ColumnPart parse_column(std::string_view text, std::size_t place);

/// Throws "<message>, at character 7 of '<text>'", or what is near that place in a long text.
[[noreturn]] void throw_in_expression(std::string_view text, std::size_t place,
                                      const std::string& message);

}  // namespace accel
