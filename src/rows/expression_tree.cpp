// SPDX-License-Identifier: Apache-2.0
#include "rows/expression_tree.h"

#include <accel/error.h>
#include <accel/writer.h>

#include "base/text.h"
#include "rows/expression_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

namespace accel {
namespace {

using Word = ExpressionWord;
using Node = ExpressionNode;

class Parser {
 public:
  explicit Parser(std::string_view text, std::size_t place = 0)
      : text_(text), word_(read_word(text, place)) {
    tree_.text = text;
  }

  ExpressionTree parse() {
    tree_.root = any();
    if (word_.kind != Word::Kind::end) expected("'and', 'or' or the end");
    return std::move(tree_);
  }

  ColumnPart parse_column() {
    if (word_.kind != Word::Kind::name && word_.kind != Word::Kind::quoted_name) {
      expected("a column");
    }
    ColumnPart part;
    part.column = word_.text;
    part.value = column();
    part.next = word_.begin;
    return part;
  }

 private:
  Node any() {
    return list(Node::Kind::any, "or", [&] { return all(); });
  }
  Node all() {
    return list(Node::Kind::all, "and", [&] { return term(); });
  }

  /// One part, or several with the word between them: these do not nest.
  template <class Part>
  Node list(Node::Kind kind, std::string_view between, Part&& part) {
    Node first = part();
    if (!word_.is(between)) return first;
    Node node;
    node.kind = kind;
    node.parts.push_back(std::move(first));
    while (word_.is(between)) {
      advance();
      node.parts.push_back(part());
    }
    return node;
  }

  Node term() {
    if (word_.is("not")) {
      enter();
      Node node = negated(term());
      --nested_;
      return node;
    }
    if (word_.is_sign("(")) {
      enter();
      Node node = any();
      if (!word_.is_sign(")")) expected("'and', 'or' or ')'");
      advance();
      --nested_;
      return node;
    }
    return condition();
  }

  Node condition() {
    Node node;
    node.left = value();
    if (word_.is("is")) return absence(std::move(node));
    if (const auto comparison = find_comparison()) {
      node.kind = Node::Kind::comparison;
      node.comparison = *comparison;
      advance();
      node.right = value();
      if (find_comparison()) expected("'and', 'or' or the end: one comparison at a time");
    }
    return node;
  }

  Node absence(Node node) {
    if (!node.left.is_column) expected("a comparison: only a column may be absent");
    node.kind = Node::Kind::absent;
    advance();
    const bool is_negated = word_.is("not");
    if (is_negated) advance();
    if (!word_.is("absent")) expected(is_negated ? "'absent'" : "'absent' or 'not absent'");
    advance();
    return is_negated ? negated(std::move(node)) : node;
  }

  static Node negated(Node part) {
    Node node;
    node.kind = Node::Kind::negation;
    node.parts.push_back(std::move(part));
    return node;
  }

  std::optional<Comparison> find_comparison() const {
    constexpr std::array<std::pair<std::string_view, Comparison>, 7> kSigns = {
        {{"==", Comparison::equal},
         {"=", Comparison::equal},
         {"!=", Comparison::not_equal},
         {"<", Comparison::less},
         {"<=", Comparison::at_most},
         {">", Comparison::greater},
         {">=", Comparison::at_least}}};
    for (const auto& [sign, comparison] : kSigns) {
      if (word_.is_sign(sign)) return comparison;
    }
    return std::nullopt;
  }

  ExpressionValue value() {
    ExpressionValue value;
    value.begin = word_.begin;
    if (word_.kind == Word::Kind::number) {
      value.literal = word_.number;
    } else if (word_.kind == Word::Kind::text) {
      value.literal.kind = detail::Cell::Kind::text;
      value.text = word_.text;
    } else if (word_.is("true") || word_.is("false")) {
      value.literal = detail::make_cell(word_.is("true"));
    } else if (is_column()) {
      return column();
    } else {
      expected("a column, a number or a text");
    }
    advance();
    value.end = last_end_;
    return value;
  }

  ExpressionValue column() {
    ExpressionValue value;
    value.begin = word_.begin;
    value.is_column = true;
    value.column = column_index(word_.text);
    advance();
    while (word_.is_sign("[") || word_.is_sign(".")) value.steps.push_back(step());
    value.end = last_end_;
    return value;
  }

  bool is_column() const {
    if (word_.kind == Word::Kind::quoted_name) return true;
    return word_.kind == Word::Kind::name && !word_.is("and") && !word_.is("or") &&
           !word_.is("not") && !word_.is("is");
  }

  ExpressionStep step() {
    const bool is_index = word_.is_sign("[");
    advance();
    if (!is_index) {
      if (word_.kind != Word::Kind::name && word_.kind != Word::Kind::quoted_name) {
        expected("a name after '.'");
      }
      std::string name = word_.text;
      advance();
      return name;
    }
    std::uint64_t index = 0;
    const char* end = word_.text.data() + word_.text.size();
    const auto [rest, error] = std::from_chars(word_.text.data(), end, index);
    if (word_.kind != Word::Kind::number || rest != end || error != std::errc()) {
      expected("a whole number from 0");
    }
    advance();
    if (!word_.is_sign("]")) expected("']'");
    advance();
    return index;
  }

  std::size_t column_index(const std::string& name) {
    const auto found = std::ranges::find(tree_.columns, name);
    if (found == tree_.columns.end()) {
      tree_.columns.push_back(name);
      return tree_.columns.size() - 1;
    }
    return static_cast<std::size_t>(found - tree_.columns.begin());
  }

  void enter() {
    if (++nested_ > ExpressionTree::kMostNested) {
      throw_in_expression(text_, word_.begin,
                          "parentheses and 'not' are nested more than " +
                              std::to_string(ExpressionTree::kMostNested) + " deep");
    }
    advance();
  }
  void advance() {
    last_end_ = word_.end;
    word_ = read_word(text_, word_.end);
  }
  [[noreturn]] void expected(const std::string& what) const {
    const std::string found = word_.kind == Word::Kind::end
                                  ? "the end"
                                  : quote(text_.substr(word_.begin, word_.end - word_.begin));
    throw_in_expression(text_, word_.begin, "expected " + what + ", found " + found);
  }

  std::string_view text_;
  Word word_;
  std::size_t last_end_ = 0;  ///< of the word before
  int nested_ = 0;
  ExpressionTree tree_;
};

bool is_first_byte(char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }

}  // namespace

detail::Cell ExpressionValue::cell() const {
  return literal.kind == detail::Cell::Kind::text ? detail::make_cell(std::string_view(text))
                                                  : literal;
}

ExpressionTree parse_expression(std::string_view text) {
  if (text.size() > ExpressionTree::kMostBytes) {
    throw JobError("the expression has " + std::to_string(text.size()) + " bytes, more than " +
                   std::to_string(ExpressionTree::kMostBytes));
  }
  return Parser(text).parse();
}

ColumnPart parse_column(std::string_view text, std::size_t place) {
  return Parser(text, place).parse_column();
}

void throw_in_expression(std::string_view text, std::size_t place, const std::string& message) {
  constexpr std::size_t kShort = 100;
  constexpr std::size_t kBefore = 30;
  const auto before = text.substr(0, place);
  const std::string where = message + ", at character " +
                            std::to_string(std::ranges::count_if(before, is_first_byte) + 1);
  if (text.size() <= kShort) throw JobError(where + " of " + quote(text));
  std::size_t from = place - std::min(place, kBefore);
  while (from > 0 && !is_first_byte(text[from])) --from;
  throw JobError(where + ", near " + quote(shortened(text.substr(from), kShort)));
}

}  // namespace accel
