// SPDX-License-Identifier: Apache-2.0
// first: whether a text is the first of its length in its slice. Its map depends on more than its
// row.
#include <accel/method.h>

#include <set>

struct First : accel::Method {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::boolean("is_first"));

  void analysis(int slice) {
    std::set<std::int64_t> seen;
    out.map(source.rows(slice, accel::int64("size")),
            [&](std::int64_t size) { return seen.insert(size).second; });
  }
};
ACCEL_METHOD(First)
