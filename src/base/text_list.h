// SPDX-License-Identifier: Apache-2.0
// Many texts in one block of memory, in the order they were added: a million paths are two
// allocations. Each is followed by a NUL. Views are valid until the next text is added.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace accel {

class TextList {
 public:
  std::size_t size() const { return ends_.size(); }
  bool empty() const { return ends_.empty(); }
  std::string_view operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends_[i - 1] + 1;
    return std::string_view(bytes_).substr(begin, ends_[i] - begin);
  }

  void reserve(std::size_t count) { ends_.reserve(count); }
  /// `begin` and `rest`, joined.
  void add(std::string_view begin, std::string_view rest = {}) {
    bytes_ += begin;
    bytes_ += rest;
    ends_.push_back(bytes_.size());
    bytes_ += '\0';
  }

  /// The places of all texts, in bytewise order of the texts.
  std::vector<std::size_t> sorted_places() const;

 private:
  std::string bytes_;
  std::vector<std::size_t> ends_;  ///< of each, where its NUL is
};

}  // namespace accel
