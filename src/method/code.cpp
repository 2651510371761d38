// SPDX-License-Identifier: Apache-2.0
#include "method/code.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace accel {
namespace {

using Tokens = std::vector<Token>;
using Words = std::initializer_list<std::string_view>;

bool is_any(const Token& token, Words words) {
  return std::ranges::any_of(words, [&](std::string_view word) { return token.is(word); });
}
bool is_hash(const Token& token) { return is_any(token, {"#", "%:"}); }

/// The token at `i` is the "(" of `#define NAME(`: with a space before it, it would be another
/// macro, though the tokens are the same.
bool opens_parameters(const Tokens& tokens, std::size_t i) {
  return i >= 3 && tokens[i].is("(") && tokens[i].glued && tokens[i - 2].is("define") &&
         is_hash(tokens[i - 3]);
}

/// On disk, in keys.
char letter_of(Token::Kind kind) {
  switch (kind) {
    case Token::Kind::identifier: return 'i';
    case Token::Kind::number: return 'n';
    case Token::Kind::text: return 't';
    case Token::Kind::character: return 'c';
    case Token::Kind::header: return 'h';
    case Token::Kind::punctuation: return 'p';
    case Token::Kind::directive_end: return 'e';
  }
  return '?';
}

/// "tokens" and, for each token, its kind's letter ('m' for the parenthesis after a macro's name),
/// its length in decimal, a colon, its text.
Digest digest_of_tokens(const Tokens& tokens) {
  std::string text = "tokens\n";
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    text += opens_parameters(tokens, i) ? 'm' : letter_of(tokens[i].kind);
    text += std::to_string(tokens[i].text.size()) + ":" + tokens[i].text;
  }
  return digest_of(text);
}

Digest digest_of_whole(std::string_view source) {
  return digest_of("whole\n" + std::string(source));
}

/// The text of a plain literal: no prefix, suffix or escape.
std::optional<std::string> find_plain_text(const Token& token) {
  const std::string& text = token.text;
  if (token.kind != Token::Kind::text || text.size() < 3) return std::nullopt;
  if (text.front() != '"' || text.back() != '"') return std::nullopt;
  if (text.find('\\') != std::string::npos) return std::nullopt;
  return text.substr(1, text.size() - 2);
}

/// The place after the ")" that closes the "(" at `open`.
std::size_t after_parentheses(const Tokens& tokens, std::size_t open) {
  int depth = 0;
  for (std::size_t i = open; i < tokens.size(); ++i) {
    if (tokens[i].is("(")) ++depth;
    if (tokens[i].is(")") && --depth == 0) return i + 1;
  }
  return tokens.size();
}

/// The token may be the last of a type. Keywords that come before an expression are not.
bool ends_type(const Token& token) {
  if (is_any(token, {"return", "new", "throw", "case", "else", "do", "goto", "delete", "not", "and",
                     "or", "co_return", "co_yield", "co_await", "operator", "define"})) {
    return false;
  }
  return token.kind == Token::Kind::identifier || is_any(token, {">", ">>", "&", "&&", "*"});
}

/// A function is declared or defined at `i`, as far as tokens can tell: `Image prepared(image);` is
/// a variable, `n * prepared(x)` a call.
bool declares_function(const Tokens& tokens, std::size_t i) {
  if (i == 0 || i + 2 >= tokens.size() || !tokens[i + 1].is("(") || !ends_type(tokens[i - 1])) {
    return false;
  }
  const std::size_t after = after_parentheses(tokens, i + 1);
  if (after >= tokens.size()) return false;
  if (tokens[after].is(";")) {
    return tokens[i - 1].kind == Token::Kind::identifier &&
           is_any(tokens[i + 2], {")", "int", "const"});
  }
  return is_any(tokens[after],
                {"{", "const", "noexcept", "->", "override", "final", "try", "requires"});
}

/// A message when `name` is, or is nearly, the name of a phase that was not found.
std::optional<std::string> suspicion(const std::string& name, PhasesFound found) {
  const std::array<std::pair<const char*, bool>, 3> phases{
      {{"prepare", found.prepare}, {"analysis", found.analysis}, {"synthesis", found.synthesis}}};
  if (name.size() > 12) return std::nullopt;
  for (const auto& [phase, is_found] : phases) {
    if (is_found) continue;
    const std::size_t distance = edit_distance(name, phase);
    if (distance == 0) return quote(name) + " must be public, not overloaded and not a template";
    if (distance <= (found.any() ? 2 : 3)) {  // "analyze", where it would be the only phase
      return "there is a function " + quote(name) + ": did you mean " + quote(phase) + "?";
    }
  }
  return std::nullopt;
}

}  // namespace

bool is_taken_whole(const Tokens& tokens) {
  return std::ranges::any_of(tokens, [](const Token& token) {
    return token.kind == Token::Kind::identifier &&
           is_any(token, {"__LINE__", "__DATE__", "__TIME__", "__TIMESTAMP__", "__builtin_LINE",
                          "__builtin_COLUMN", "__builtin_source_location", "source_location"});
  });
}

bool has_stringising(const Tokens& tokens) {
  bool in_macro = false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (opens_parameters(tokens, i)) in_macro = true;
    if (tokens[i].kind == Token::Kind::directive_end) in_macro = false;
    if (in_macro && is_hash(tokens[i])) return true;
  }
  return false;
}

std::vector<Digest> code_digests(const std::vector<std::string_view>& sources) {
  std::vector<Tokens> files;
  files.reserve(sources.size());
  for (const std::string_view source : sources) files.push_back(tokens(source));
  const bool all_whole = std::ranges::any_of(files, has_stringising);
  std::vector<Digest> digests;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const bool whole = all_whole || is_taken_whole(files[i]);
    digests.push_back(whole ? digest_of_whole(sources[i]) : digest_of_tokens(files[i]));
  }
  return digests;
}

Digest code_digest(std::string_view source) { return code_digests({source})[0]; }

std::vector<std::string> built_methods(const Tokens& tokens) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i + 3 < tokens.size(); ++i) {
    if (!tokens[i].is("build") || !tokens[i + 1].is("(")) continue;
    const auto name = find_plain_text(tokens[i + 2]);
    if (!name || !is_any(tokens[i + 3], {",", ")"})) continue;
    if (std::ranges::find(names, *name) == names.end()) names.push_back(*name);
  }
  return names;
}

std::optional<std::string> misspelt_phase(const Tokens& tokens, PhasesFound found) {
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].kind != Token::Kind::identifier || !declares_function(tokens, i)) continue;
    if (auto message = suspicion(tokens[i].text, found)) return message;
  }
  return std::nullopt;
}

}  // namespace accel
