// SPDX-License-Identifier: Apache-2.0
#include "rows/expression_words.h"

#include <accel/writer.h>

#include "base/text.h"
#include "rows/expression_tree.h"

#include <algorithm>
#include <charconv>

namespace accel {
namespace {

using Word = ExpressionWord;

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_letter_or_digit(char c) { return is_letter(c) || is_digit(c); }

char at(std::string_view text, std::size_t place) { return place < text.size() ? text[place] : 0; }

/// From the mark at `word.begin` to the next one that does not come twice.
void read_quoted(std::string_view text, ExpressionWord& word) {
  const char mark = text[word.begin];
  word.kind = mark == '`' ? Word::Kind::quoted_name : Word::Kind::text;
  for (std::size_t place = word.begin + 1; place < text.size(); ++place) {
    if (text[place] == mark && at(text, ++place) != mark) {
      word.end = place;
      return;
    }
    word.text += text[place];
  }
  throw_in_expression(
      text, word.begin,
      std::string(mark == '`' ? "the name" : "the text") + " has no closing " + mark);
}

template <class T>
bool parse_number(std::string_view digits, detail::Cell& cell) {
  T number{};
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return false;
  cell = detail::make_cell(number);
  return true;
}

void read_number(std::string_view text, ExpressionWord& word) {
  word.kind = Word::Kind::number;
  std::size_t end = word.begin + 1;
  while (is_letter_or_digit(at(text, end)) || at(text, end) == '.' ||
         ((at(text, end) == '-' || at(text, end) == '+') && (text[end - 1] | 0x20) == 'e')) {
    ++end;
  }
  word.end = end;
  word.text = text.substr(word.begin, end - word.begin);
  const std::string_view digits = std::string_view(word.text).substr(word.text[0] == '+' ? 1 : 0);
  if (parse_number<std::int64_t>(digits, word.number)) return;
  if (parse_number<std::uint64_t>(digits, word.number)) return;
  if (parse_number<double>(digits, word.number)) return;
  throw_in_expression(text, word.begin,
                      quote(word.text) + " is not a number, or is too large or too small");
}

void read_sign(std::string_view text, ExpressionWord& word) {
  word.kind = Word::Kind::sign;
  const std::string_view rest = text.substr(word.begin);
  for (const std::string_view sign :
       {"==", "!=", "<=", ">=", "=", "<", ">", "(", ")", "[", "]", ".", ":", "{", "}"}) {
    if (!rest.starts_with(sign)) continue;
    word.text = sign;
    word.end = word.begin + sign.size();
    return;
  }
  std::string hint;
  if (rest[0] == '&') hint = "; write 'and'";
  if (rest[0] == '|') hint = "; write 'or'";
  if (rest[0] == '!') hint = "; write 'not' or '!='";
  throw_in_expression(text, word.begin, quote(rest.substr(0, 1)) + " is not expected" + hint);
}

}  // namespace

bool ExpressionWord::is(std::string_view word) const {
  return kind == Word::Kind::name && std::ranges::equal(text, word, [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? a | 0x20 : a) == b;
         });
}

ExpressionWord read_word(std::string_view text, std::size_t place) {
  while (is_space(at(text, place))) ++place;
  ExpressionWord word;
  word.begin = word.end = place;
  if (place == text.size()) return word;
  const char c = text[place];
  const char next = at(text, place + 1);
  if (c == '\'' || c == '"' || c == '`') {
    read_quoted(text, word);
  } else if (is_letter(c)) {
    word.kind = Word::Kind::name;
    while (is_letter_or_digit(at(text, word.end))) word.text += text[word.end++];
  } else if (is_digit(c) || (c == '.' && is_digit(next)) ||
             ((c == '-' || c == '+') && (is_digit(next) || next == '.'))) {
    read_number(text, word);
  } else {
    read_sign(text, word);
  }
  return word;
}

}  // namespace accel
