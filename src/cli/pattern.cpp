// SPDX-License-Identifier: Apache-2.0
#include "cli/pattern.h"

#include "base/module.h"
#include "base/text.h"

#include <accel/error.h>

namespace accel {

std::unique_ptr<Pattern> make_pattern(const std::string& text, const PatternOptions& options) {
  std::string error;
  const Module module = Module::beside(&make_pattern, "libaccel_pattern.so");
  std::unique_ptr<Pattern> pattern(
      module.function<decltype(accel_pattern)>("accel_pattern")(text, options, error));
  if (!pattern) {
    throw Error("pattern " + quote(text) + ": " + escaped(error))
        .set_hint("to search for it as plain text: -F");
  }
  return pattern;
}

}  // namespace accel
