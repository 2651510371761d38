// SPDX-License-Identifier: Apache-2.0
// An ONNX file is a message of protocol buffers: fields with a number, each a whole number or some
// bytes, which may be a message again. The numbers are those of onnx.proto:
//
//   7 graph > 11 input > 2 type > 1 tensor > 2 shape > 1 side > 1 length
#include "onnx_shape.h"

#include <cstdint>
#include <optional>

namespace {

struct Field {
  std::uint64_t number = 0;
  std::uint64_t whole = 0;
  accel::Bytes bytes;
};

class Message {
 public:
  explicit Message(accel::Bytes bytes) : left_(bytes) {}

  /// The next field; none at the end, or if what follows is not a field.
  std::optional<Field> next() {
    if (left_.empty()) return std::nullopt;
    const std::uint64_t tag = take_number();
    Field field{tag >> 3, 0, {}};
    switch (tag & 7) {
      case 0: field.whole = take_number(); break;
      case 1: field.bytes = take(8); break;
      case 2: field.bytes = take(take_number()); break;
      case 5: field.bytes = take(4); break;
      default: is_broken_ = true;
    }
    if (is_broken_) return std::nullopt;
    return field;
  }

  /// The next field of that number.
  std::optional<Field> find(std::uint64_t number) {
    std::optional<Field> field = next();
    while (field && field->number != number) field = next();
    return field;
  }

 private:
  /// Seven bits in each byte, the lowest first; the highest bit says that more follow.
  std::uint64_t take_number() {
    std::uint64_t number = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const accel::Bytes byte = take(1);
      if (byte.empty()) return 0;
      number |= static_cast<std::uint64_t>(byte[0] & 0x7F) << shift;
      if (byte[0] < 0x80) return number;
    }
    is_broken_ = true;
    return 0;
  }

  accel::Bytes take(std::uint64_t count) {
    if (count > left_.size()) {
      is_broken_ = true;
      return {};
    }
    const accel::Bytes taken(left_.data(), count);
    left_ = accel::Bytes(left_.data() + count, left_.size() - count);
    return taken;
  }

  accel::Bytes left_;
  bool is_broken_ = false;
};

}  // namespace

std::vector<int> onnx_shape(accel::Bytes file) {
  for (const std::uint64_t number : {7U, 11U, 2U, 1U, 2U}) {
    const std::optional<Field> field = Message(file).find(number);
    if (!field) return {};
    file = field->bytes;
  }
  std::vector<int> sides;
  Message shape(file);
  while (const std::optional<Field> side = shape.find(1)) {
    const std::optional<Field> length = Message(side->bytes).find(1);
    sides.push_back(length && length->whole > 0 ? static_cast<int>(length->whole) : -1);
  }
  return sides;
}
