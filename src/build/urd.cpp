// SPDX-License-Identifier: Apache-2.0
#include <accel/urd.h>

#include "base/glob.h"
#include "base/text.h"
#include "build/engine.h"
#include "build/input_files.h"

namespace accel {
namespace detail {

void retain(TextsState* texts) { ++texts->references; }
void release(TextsState* texts) {
  if (--texts->references == 0) delete texts;
}
Handle<TextsState> keep_texts(std::vector<std::string> texts) {
  auto* state = new TextsState;
  state->texts = std::move(texts);
  return Handle(state);
}

}  // namespace detail

Value Argument::value() const { return texts_ ? to_value(texts_->texts) : value_; }

std::vector<std::string> glob(const std::vector<std::string>& patterns, NoMatch no_match,
                              detail::Place place) {
  std::vector<std::string> files = glob_files(patterns);
  if (files.empty() && no_match == NoMatch::error) {
    Error error("no file matches " + quote(joined(patterns, "', '")) + " in " +
                quote(absolute_path(".")));
    throw error.add_context(place_text(place));
  }
  return files;
}

std::vector<std::string> glob(std::string_view pattern, NoMatch no_match, detail::Place place) {
  return glob(std::vector<std::string>{std::string(pattern)}, no_match, place);
}

Job Urd::build(std::string_view method, const Arguments& arguments, detail::Place place) {
  return engine_.build(std::string(method), arguments, place);
}

}  // namespace accel
