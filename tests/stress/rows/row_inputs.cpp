// SPDX-License-Identifier: Apache-2.0
#include "row_inputs.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace accel {
namespace {

std::string random_text(Random& random) {
  constexpr const char* kBegins[] = {"", "", "", "", "bad ", "half ", "loud! ", "big "};
  constexpr const char* kWords[] = {"one", "three", "seven men", "na\xc3\xafve", "x"};
  std::string text = kBegins[pick(random, std::size(kBegins))];
  for (std::size_t i = 0; i <= pick(random, 3); ++i) text += kWords[pick(random, 5)];
  if (pick(random, 3) != 0) text += static_cast<char>('0' + pick(random, 10));
  return text;
}

std::string new_name(const RowInputs& inputs, Random& random) {
  for (;;) {
    const std::string name =
        (pick(random, 4) == 0 ? "deep/" : "") + std::to_string(pick(random, 100));
    if (!inputs.texts.count(name)) return name;
  }
}

void add(RowInputs& inputs, Random& random, const std::string& text) {
  const std::string name = new_name(inputs, random);
  inputs.texts[name] = text;
  const auto place =
      inputs.order.begin() + static_cast<std::ptrdiff_t>(pick(random, inputs.order.size() + 1));
  inputs.order.insert(place, name);
}

std::string any_name(const RowInputs& inputs, Random& random) {
  return inputs.order[pick(random, inputs.order.size())];
}

std::string remove(RowInputs& inputs, Random& random) {
  if (inputs.texts.size() == 1) return "nothing";
  const std::string name = any_name(inputs, random);
  inputs.texts.erase(name);
  std::erase(inputs.order, name);
  return "remove " + name;
}

std::string rename(RowInputs& inputs, Random& random) {
  const std::string name = any_name(inputs, random), other = new_name(inputs, random);
  inputs.texts[other] = inputs.texts[name];
  inputs.texts.erase(name);
  std::ranges::replace(inputs.order, name, other);
  return "rename " + name + " to " + other;
}

std::string swap_texts(RowInputs& inputs, Random& random) {
  const std::string name = any_name(inputs, random), other = any_name(inputs, random);
  std::swap(inputs.texts[name], inputs.texts[other]);
  return "swap the texts of " + name + " and " + other;
}

std::string repeat(RowInputs& inputs, Random& random) {
  inputs.order.push_back(any_name(inputs, random));
  return "give " + inputs.order.back() + " twice";
}

std::string change(RowInputs& inputs, Random& random) {
  const std::string name = any_name(inputs, random);
  inputs.texts[name] = random_text(random);
  return "change " + name;
}

std::string change_max_bad(RowInputs& inputs, Random& random) {
  constexpr const char* kLimits[] = {"0", "2", "0.3", "1000", "1.0"};
  inputs.max_bad = kLimits[pick(random, 5)];
  return "set max_bad to " + inputs.max_bad;
}

}  // namespace

std::size_t pick(Random& random, std::size_t count) { return random() % count; }

RowInputs random_inputs(Random& random) {
  RowInputs inputs;
  for (std::size_t i = 0; i < 1 + pick(random, 24); ++i) add(inputs, random, random_text(random));
  return inputs;
}

std::string edit_inputs(RowInputs& inputs, Random& random) {
  switch (pick(random, 16)) {
    case 0:
    case 1: add(inputs, random, random_text(random)); return "add a text";
    case 2: add(inputs, random, inputs.texts[any_name(inputs, random)]); return "add a copy";
    case 3: return remove(inputs, random);
    case 4: return rename(inputs, random);
    case 5: return swap_texts(inputs, random);
    case 6:
    case 7: return change(inputs, random);
    case 8: return repeat(inputs, random);
    case 9: std::ranges::shuffle(inputs.order, random); return "shuffle";
    case 10: std::ranges::sort(inputs.order); return "sort";
    case 11:
      inputs.slices = static_cast<int>(1 + pick(random, 6));
      return "set slices to " + std::to_string(inputs.slices);
    case 12: inputs.mark = inputs.mark == "~" ? "^" : "~"; return "set mark to " + inputs.mark;
    case 13:
      inputs.weight = std::to_string(pick(random, 3));
      return "set the weight to " + inputs.weight;
    case 14: ++inputs.edition; return "edit take and shout";
    default: return change_max_bad(inputs, random);
  }
}

RowInputs without_repeats(RowInputs inputs) {
  std::set<std::string> seen;
  std::erase_if(inputs.order, [&](const std::string& name) { return !seen.insert(name).second; });
  return inputs;
}

std::string file_contents(const std::string& text) {
  return text.starts_with("big") ? text + "\n" + std::string(300'000, 'x') : text;
}

bool is_absent(const std::string& text) { return text.starts_with("bad"); }
bool is_half(const std::string& text) { return text.starts_with("half"); }
bool is_loud(const std::string& text) { return text.find('!') != text.npos; }

std::string digit_of(const std::string& text) {
  return std::isdigit(static_cast<unsigned char>(text.back())) ? text.substr(text.size() - 1) : "-";
}

std::string loud_of(const std::string& text, const std::string& mark) {
  if (is_loud(text)) return "-";
  std::string loud = text;
  for (char& letter : loud) {
    letter = static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  }
  return loud + mark;
}

}  // namespace accel
