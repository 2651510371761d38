// SPDX-License-Identifier: Apache-2.0
// The parts of <accel/urd.h> that are in the library: instantiating them in each script would take
// longer than everything else there.
#include <accel/urd.h>

#include "base/glob.h"
#include "base/text.h"
#include "urd/engine.h"
#include "urd/hashed_inputs.h"

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
Handle<TextsState> keep_texts(Paths paths) {
  std::vector<std::string> folders = paths.folders();
  Handle<TextsState> state = keep_texts(static_cast<std::vector<std::string>&&>(paths));
  state->folders = std::move(folders);
  return state;
}

}  // namespace detail

Value Item::list(std::initializer_list<Item> items) {
  Value::List list;
  list.reserve(items.size());
  for (const Item& item : items) list.push_back(item.value());
  return list;
}

Argument::Argument(Made, std::string_view name, Value value)
    : name_(name), value_(std::move(value)) {}
Argument::Argument(const Argument& other) = default;
Argument::~Argument() = default;
Value Argument::value() const { return texts_ ? to_value(texts_->texts) : value_; }

Arguments::Arguments() = default;
Arguments::Arguments(std::initializer_list<Argument> arguments) : list_(arguments) {}
Arguments::Arguments(const Arguments& other) = default;
Arguments::~Arguments() = default;
Arguments& Arguments::add(Argument argument) {
  list_.push_back(std::move(argument));
  return *this;
}

Paths glob(const std::vector<std::string>& patterns, NoMatch no_match, detail::Place place) {
  std::vector<std::string> files = glob_files(patterns);
  if (files.empty() && no_match == NoMatch::error) {
    Error error("no file matches " + quote(joined(patterns, "', '")) + " in " +
                quote(absolute_path(".")));
    throw error.add_context(place_text(place));
  }
  std::vector<std::string> folders;
  folders.reserve(patterns.size());
  for (const std::string& pattern : patterns) folders.push_back(fixed_folder(pattern));
  return {std::move(files), std::move(folders)};
}

Paths glob(std::string_view pattern, NoMatch no_match, detail::Place place) {
  return glob(std::vector<std::string>{std::string(pattern)}, no_match, place);
}

Paths glob(std::initializer_list<const char*> patterns, NoMatch no_match, detail::Place place) {
  return glob(std::vector<std::string>(patterns.begin(), patterns.end()), no_match, place);
}

Job Urd::build(std::string_view method, const Arguments& arguments, detail::Place place) {
  return engine_.build(std::string(method), arguments, place);
}

}  // namespace accel
