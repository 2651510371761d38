// SPDX-License-Identifier: Apache-2.0
// libaccel_pattern.so: the only user of RE2.
#include <accel/export.h>

#include "cli/pattern.h"

#include <re2/re2.h>

namespace accel {
namespace {

RE2::Options re2_options(const PatternOptions& options) {
  RE2::Options re2;
  re2.set_literal(options.is_fixed);
  re2.set_case_sensitive(!options.ignores_case);
  re2.set_log_errors(false);
  return re2;
}

class Re2Pattern : public Pattern {
 public:
  Re2Pattern(const std::string& text, const PatternOptions& options)
      : expression_(text, re2_options(options)) {}
  bool is_in(std::string_view text) const override {
    return RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), expression_);
  }
  bool is_good() const { return expression_.ok(); }
  const std::string& error() const { return expression_.error(); }

 private:
  RE2 expression_;
};

}  // namespace
}  // namespace accel

ACCEL_EXPORT accel::Pattern* accel_pattern(const std::string& text,
                                           const accel::PatternOptions& options,
                                           std::string& error) {
  auto pattern = std::make_unique<accel::Re2Pattern>(text, options);
  if (pattern->is_good()) return pattern.release();
  error = pattern->error();
  return nullptr;
}
