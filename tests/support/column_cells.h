// SPDX-License-Identifier: Apache-2.0
// For the tests of src/column: values to write, and what a file holds as texts to compare.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "base/text.h"
#include "column/column_reader.h"
#include "column/column_type.h"
#include "column/column_writer.h"

namespace accel::test {

using detail::Cell;
using Cells = std::vector<Cell>;

inline Cell cell(Cell::Kind kind) {
  Cell cell;
  cell.kind = kind;
  return cell;
}
inline Cell absent() { return cell(Cell::Kind::absent); }
inline Cell boolean_cell(bool value) {
  Cell c = cell(Cell::Kind::boolean);
  c.number.boolean = value;
  return c;
}
inline Cell whole_cell(std::int64_t value, Cell::Kind kind = Cell::Kind::whole) {
  Cell c = cell(kind);
  c.number.whole = value;
  return c;
}
inline Cell unsigned_cell(std::uint64_t value) {
  Cell c = cell(Cell::Kind::unsigned_whole);
  c.number.unsigned_whole = value;
  return c;
}
inline Cell real_cell(double value) {
  Cell c = cell(Cell::Kind::real);
  c.number.real = value;
  return c;
}
/// A view: the text must outlive the cell.
inline Cell text_cell(std::string_view text, Cell::Kind kind = Cell::Kind::text) {
  Cell c = cell(kind);
  c.data = text.data();
  c.size = text.size();
  return c;
}
inline Cell bytes_cell(std::string_view text) { return text_cell(text, Cell::Kind::bytes); }
inline Cell json_cell(std::string_view text) { return text_cell(text, Cell::Kind::json); }
inline Cell date_cell(std::int64_t days) { return whole_cell(days, Cell::Kind::date); }
inline Cell datetime_cell(std::int64_t us) { return whole_cell(us, Cell::Kind::datetime); }
template <class T>
Cell list_cell(const std::vector<T>& numbers) {
  Cell c = cell(Cell::Kind::list);
  c.element = detail::element_type<T>();
  c.data = numbers.data();
  c.size = numbers.size();
  return c;
}

/// Every type, with a few values each, the edges among them.
struct Sample {
  ColumnSpec spec;
  Cells cells;
  std::vector<std::string> texts;  ///< as value_text gives them
};
std::vector<Sample> samples();

/// One value as text; "-" when it is absent.
std::string value_text(const ColumnSpec& spec, const detail::Batch& batch, std::int64_t row);
std::vector<std::string> all_texts(ColumnReader& reader);

ColumnFile write_column(const std::string& path, const ColumnSpec& spec, bool nullable,
                        const Cells& cells);

/// A copy on the heap, of exactly this size: what reads beyond it is found by the sanitizer.
class Memory {
 public:
  explicit Memory(std::string_view text) : size_(text.size()) {
    void* data = nullptr;
    if (::posix_memalign(&data, 64, size_) != 0) std::abort();
    data_.reset(static_cast<char*>(data));
    std::memcpy(data, text.data(), size_);
  }
  char* data() { return data_.get(); }
  std::size_t size() const { return size_; }
  Bytes bytes() const { return {data_.get(), size_}; }

 private:
  struct Free {
    void operator()(char* data) const { std::free(data); }
  };
  std::unique_ptr<char, Free> data_;
  std::size_t size_;
};

/// What `call` throws, as shown to a person; "" when it throws nothing.
template <class Call>
std::string error_of(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace accel::test
