// SPDX-License-Identifier: Apache-2.0
// Regular expressions by RE2, in linear time whatever the expression. RE2 is in a module that is
// loaded for the first pattern, because only one command needs it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace accel {

struct PatternOptions {
  bool is_fixed = false;  ///< a text rather than an expression
  bool ignores_case = false;
};

class Pattern {
 public:
  Pattern() = default;
  Pattern(const Pattern&) = delete;
  Pattern& operator=(const Pattern&) = delete;
  virtual ~Pattern() = default;
  /// Whether it matches anywhere in the text. No character matches bytes that are not UTF-8.
  virtual bool is_in(std::string_view text) const = 0;
};

/// Throws Error when `text` is not a valid expression.
std::unique_ptr<Pattern> make_pattern(const std::string& text, const PatternOptions& options);

}  // namespace accel

/// What the module has. Null, with the reason in `error`, when `text` is not a valid expression.
extern "C" accel::Pattern* accel_pattern(const std::string& text,
                                         const accel::PatternOptions& options, std::string& error);
