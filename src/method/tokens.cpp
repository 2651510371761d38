// SPDX-License-Identifier: Apache-2.0
#include "method/tokens.h"

#include <array>
#include <utility>

namespace accel {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r'; }
/// Bytes of UTF-8 letters count as letters, as does `$`.
bool starts_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_word(char c) { return starts_word(c) || is_digit(c); }

/// Without the byte order mark that some editors put first.
std::string_view without_mark(std::string_view source) {
  return source.starts_with("\xEF\xBB\xBF") ? source.substr(3) : source;
}

/// Longest first. `<::` is not here: what it is depends on what follows.
constexpr auto kOperators = std::to_array<std::string_view>(
    {"%:%:", "<=>", "<<=", ">>=", "...", "->*", "<=", ">=", "==", "!=", "&&",
     "||",   "+=",  "-=",  "*=",  "/=",  "%=",  "^=", "&=", "|=", "<<", ">>",
     "++",   "--",  "->",  ".*",  "::",  "##",  "<:", ":>", "<%", "%>", "%:"});

/// Reads characters past line splices: a backslash, blanks, and the end of the line.
class Reader {
 public:
  explicit Reader(std::string_view source) : source_(source) { skip_splices(); }

  bool at_end() const { return at_ >= source_.size(); }
  /// The next character, or 0 at the end.
  char peek() const { return at_end() ? '\0' : source_[at_]; }
  /// The character `count` after that.
  char peek(int count) const {
    Reader ahead = *this;
    for (int i = 0; i < count; ++i) ahead.take();
    return ahead.peek();
  }
  char take() {
    const char c = peek();
    if (!at_end()) ++at_;
    skip_splices();
    return c;
  }
  bool starts_with(std::string_view text) const {
    Reader ahead = *this;
    for (const char c : text) {
      if (ahead.at_end() || ahead.take() != c) return false;
    }
    return true;
  }
  /// Unchanged, with splices, up to and including `end` (or to the end of the source).
  std::string take_raw(std::string_view end) {
    const auto found = source_.find(end, at_);
    const auto stop = found == std::string_view::npos ? source_.size() : found + end.size();
    std::string raw(source_.substr(at_, stop - at_));
    at_ = stop;
    skip_splices();
    return raw;
  }
  /// All that is left, unchanged.
  std::string_view rest() const { return source_.substr(at_); }

 private:
  void skip_splices() {
    while (at_ < source_.size() && source_[at_] == '\\') {
      std::size_t next = at_ + 1;
      while (next < source_.size() && is_space(source_[next])) ++next;
      if (next == source_.size() || source_[next] != '\n') return;
      at_ = next + 1;
    }
  }

  std::string_view source_;
  std::size_t at_ = 0;
};

class Lexer {
 public:
  explicit Lexer(std::string_view source) : in_(without_mark(source)) {}

  std::vector<Token> run() {
    for (;;) {
      skip_blanks();
      if (in_.at_end()) break;
      if (in_.peek() == '\n') {
        in_.take();
        end_line();
      } else {
        take_token();
      }
    }
    end_line();
    return std::move(tokens_);
  }

 private:
  /// Blanks and comments; with ends of lines too, outside directives.
  void skip_blanks() {
    for (;; glued_ = false) {
      if (is_space(in_.peek())) {
        in_.take();
      } else if (in_.starts_with("//")) {
        while (!in_.at_end() && in_.peek() != '\n') in_.take();
      } else if (in_.starts_with("/*")) {
        skip_comment();
      } else {
        return;
      }
    }
  }
  void skip_comment() {
    in_.take();
    in_.take();
    while (!in_.at_end() && !in_.starts_with("*/")) in_.take();
    in_.take();
    in_.take();
  }

  void end_line() {
    if (in_directive_) add(Token::Kind::directive_end, "");
    in_directive_ = false;
    at_line_start_ = true;
    glued_ = false;
  }

  void add(Token::Kind kind, std::string text) {
    tokens_.push_back({kind, std::move(text), glued_});
    at_line_start_ = false;
    glued_ = true;
  }

  void take_token() {
    const char c = in_.peek();
    if (wants_header() && (c == '<' || c == '"')) return take_header();
    if (is_digit(c) || (c == '.' && is_digit(in_.peek(1)))) return take_number();
    if (c == '"') return take_quoted(Token::Kind::text, "");
    if (c == '\'') return take_quoted(Token::Kind::character, "");
    if (starts_word(c)) return take_word();
    take_operator();
  }

  /// The last tokens were `#include` (or its like).
  bool wants_header() const {
    if (!in_directive_ || tokens_.size() < 2) return false;
    const Token& hash = tokens_[tokens_.size() - 2];
    const Token& word = tokens_.back();
    return (hash.is("#") || hash.is("%:")) && directive_at_ == tokens_.size() - 2 &&
           (word.is("include") || word.is("include_next") || word.is("import"));
  }
  void take_header() {
    const char close = in_.peek() == '<' ? '>' : '"';
    std::string text(1, in_.take());
    while (!in_.at_end() && in_.peek() != '\n') {
      text += in_.take();
      if (text.back() == close) break;
    }
    add(Token::Kind::header, std::move(text));
  }

  /// [lex.ppnumber]: digits, letters, dots, `'` before a digit or letter, signs after an exponent.
  void take_number() {
    std::string text;
    for (;;) {
      const char c = in_.peek();
      const char last = text.empty() ? '\0' : text.back();
      const bool is_sign =
          (c == '+' || c == '-') && (last == 'e' || last == 'E' || last == 'p' || last == 'P');
      const bool is_separator = c == '\'' && is_word(in_.peek(1));
      if (!is_word(c) && c != '.' && !is_sign && !is_separator) break;
      text += in_.take();
    }
    add(Token::Kind::number, std::move(text));
  }

  void take_word() {
    std::string text;
    while (is_word(in_.peek())) text += in_.take();
    const bool may_be_prefix = text == "u8" || text == "u" || text == "U" || text == "L";
    const bool is_raw =
        text == "R" || text == "u8R" || text == "uR" || text == "UR" || text == "LR";
    if (in_.peek() == '"' && is_raw) return take_raw_text(std::move(text));
    if (in_.peek() == '"' && may_be_prefix) return take_quoted(Token::Kind::text, std::move(text));
    if (in_.peek() == '\'' && may_be_prefix) {
      return take_quoted(Token::Kind::character, std::move(text));
    }
    add(Token::Kind::identifier, std::move(text));
  }

  /// To the closing quote, or to the end of the line: an apostrophe in `#error don't` ends there.
  void take_quoted(Token::Kind kind, std::string text) {
    const char quote = in_.take();
    text += quote;
    while (!in_.at_end() && in_.peek() != '\n') {
      const char c = in_.take();
      text += c;
      if (c == quote) return add(kind, text + suffix());
      if (c == '\\' && !in_.at_end() && in_.peek() != '\n') text += in_.take();
    }
    add(kind, std::move(text));
  }

  /// R"delimiter( ... )delimiter": no splice and no escape counts inside.
  void take_raw_text(std::string text) {
    const std::string_view rest = in_.rest();
    const auto open = rest.find('(');
    const std::string_view delimiter = rest.substr(1, open == rest.npos ? 0 : open - 1);
    const bool is_valid = open != rest.npos && delimiter.size() <= 16 &&
                          delimiter.find_first_of(" \t\v\f\n\\)") == delimiter.npos;
    if (!is_valid) return take_quoted(Token::Kind::text, std::move(text));
    text += in_.take_raw(")" + std::string(delimiter) + "\"");
    add(Token::Kind::text, text + suffix());
  }
  /// "abc"_name: one token with its literal.
  std::string suffix() {
    std::string text;
    if (starts_word(in_.peek())) {
      while (is_word(in_.peek())) text += in_.take();
    }
    return text;
  }

  void take_operator() {
    const bool begins_directive = at_line_start_ && (in_.peek() == '#' || in_.starts_with("%:"));
    if (begins_directive) {
      in_directive_ = true;
      directive_at_ = tokens_.size();
    }
    std::string text = longest_operator();
    for (std::size_t i = 0; i < text.size(); ++i) in_.take();
    add(Token::Kind::punctuation, std::move(text));
  }
  std::string longest_operator() const {
    // [lex.pptoken]: `<::` is `<` and `::`, so that X<::Y> works, unless `:` or `>` follows.
    if (in_.starts_with("<::") && in_.peek(3) != ':' && in_.peek(3) != '>') return "<";
    for (const std::string_view text : kOperators) {
      if (in_.starts_with(text)) return std::string(text);
    }
    return std::string(1, in_.peek());
  }

  Reader in_;
  std::vector<Token> tokens_;
  std::size_t directive_at_ = 0;  // the token that began the last directive
  bool in_directive_ = false;
  bool at_line_start_ = true;
  bool glued_ = false;
};

}  // namespace

std::vector<Token> tokens(std::string_view source) { return Lexer(source).run(); }

}  // namespace accel
