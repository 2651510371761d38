// SPDX-License-Identifier: Apache-2.0
// What <accel/urd.h> does not do in each script: instantiating it takes longer than all else there.
#include <accel/urd.h>

#include <utility>

namespace accel {

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

Arguments::Arguments() = default;
Arguments::Arguments(std::initializer_list<Argument> arguments) : list_(arguments) {}
Arguments::Arguments(const Arguments& other) = default;
Arguments::~Arguments() = default;
Arguments& Arguments::add(Argument argument) {
  list_.push_back(std::move(argument));
  return *this;
}

std::vector<std::string> glob(std::initializer_list<const char*> patterns, NoMatch no_match,
                              detail::Place place) {
  return glob(std::vector<std::string>(patterns.begin(), patterns.end()), no_match, place);
}

}  // namespace accel
