// SPDX-License-Identifier: Apache-2.0
#include "image/text_line.h"

#include "image/backend.h"

#include <algorithm>
#include <string_view>

namespace accel {
namespace {

/// No line shows more than this, so a longer layout need not be computed.
constexpr std::size_t kLongest = 1000;

/// A text as its characters (code points).
std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> all;
  while (!text.empty()) {
    std::size_t size = 1;
    while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) ++size;
    all.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return all;
}

/// The first and the last of `letters`, `kept` of them.
std::string shortened(const std::vector<std::string_view>& letters, std::size_t kept) {
  std::string text;
  const std::size_t head = (kept + 1) / 2;
  const std::size_t tail = letters.size() - kept / 2;
  for (std::size_t i = 0; i < head; ++i) text += letters[i];
  text += "…";
  for (std::size_t i = tail; i < letters.size(); ++i) text += letters[i];
  return text;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

}  // namespace

TextMask fitted(const std::string& text, const TextStyle& style, int width) {
  const auto letters = characters(text);
  if (letters.size() <= kLongest) {
    TextMask mask = backend().write_text(text, style);
    if (mask.size.width <= width) return mask;
  }
  // By halves: `low` letters fit, or none does; `high` do not.
  std::size_t low = 0;
  std::size_t high = std::min(letters.size(), kLongest);
  TextMask best;
  while (high > low + 1) {
    const std::size_t middle = (low + high) / 2;
    TextMask mask = backend().write_text(shortened(letters, middle), style);
    if (mask.size.width > width) {
      high = middle;
    } else {
      low = middle;
      best = std::move(mask);
    }
  }
  return best;
}

std::vector<TextMask> wrapped(const std::string& text, const TextStyle& style, int width,
                              int most) {
  std::vector<TextMask> lines;
  std::string line;
  const std::vector<std::string> words = words_of(text);
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string longer = line.empty() ? words[i] : line + " " + words[i];
    if (line.empty() || backend().write_text(longer, style).size.width <= width) {
      line = longer;
      continue;
    }
    if (static_cast<int>(lines.size()) + 1 >= most) {  // all that is left, shortened
      for (; i < words.size(); ++i) line += " " + words[i];
      break;
    }
    lines.push_back(fitted(line, style, width));
    line = words[i];
  }
  if (!line.empty()) lines.push_back(fitted(line, style, width));
  return lines;
}

}  // namespace accel
