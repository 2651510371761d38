// SPDX-License-Identifier: Apache-2.0
#include "cli/output.h"

#include "base/file.h"
#include "base/sys.h"
#include "base/text.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace accel {
namespace {

constexpr std::size_t kBlock = std::size_t{64} * 1024;

/// How many columns of a terminal a text takes, where each code point takes one.
std::size_t width_of(std::string_view text) {
  const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  return text.size() - static_cast<std::size_t>(std::ranges::count_if(text, continues));
}

}  // namespace

Output::Output() { std::signal(SIGPIPE, SIG_IGN); }

void Output::print(std::string_view text) {
  text_ += text;
  if (text_.size() >= kBlock) finish();
}

void Output::line(std::string_view text) {
  text_ += text;
  print("\n");
}

void Output::finish() {
  std::string_view rest = text_;
  while (!rest.empty()) {
    const ssize_t n = sys::retry([&] { return ::write(STDOUT_FILENO, rest.data(), rest.size()); });
    if (n < 0 && errno == EPIPE) throw OutputClosed();
    if (n < 0) throw SystemError("write", "standard output", errno);
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  text_.clear();
}

void Table::print(Output& output, std::string_view indent) const {
  std::vector<std::size_t> widths;
  std::vector<std::vector<std::string>> shown;
  for (const auto& cells : lines_) {
    auto& line = shown.emplace_back();
    widths.resize(std::max(widths.size(), cells.size()));
    for (const std::string& cell : cells) {
      const bool is_escaped = std::ranges::count(with_backslashes_, line.size()) > 0;
      line.push_back(is_escaped ? printable_line(cell) : escaped(cell));
      std::size_t& width = widths[line.size() - 1];
      width = std::max(width, width_of(line.back()));
    }
  }
  for (const auto& cells : shown) {
    std::string line(indent);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string gap(widths[i] - width_of(cells[i]), ' ');
      const bool is_right = std::ranges::find(right_, i) != right_.end();
      line += is_right ? gap + cells[i] : cells[i] + gap;
      line += "  ";
    }
    line.erase(line.find_last_not_of(' ') + 1);
    output.line(line);
  }
}

}  // namespace accel
