// SPDX-License-Identifier: Apache-2.0
// The distribution of a column's values as JSON.
#include "view/distribution.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

TEST(Distribution, SaysWhenNotAllDifferentTextsAreCounted) {
  Distribution texts;
  texts.column = {"t", ColumnType::text};
  texts.values = 4;
  texts.different = 2;
  texts.top = {{"a", 3}};
  EXPECT_EQ(json_line(document(texts)),
            R"({"column":"t","type":"text","values":4,"absent":0,"different":2,"too_low_by":0,)"
            R"("top":[{"value":"a","count":3}]})");
  texts.too_low_by = 1;
  EXPECT_EQ(json_line(document(texts)),
            R"({"column":"t","type":"text","values":4,"absent":0,"different":null,"too_low_by":1,)"
            R"("top":[{"value":"a","count":3}]})");
}

}  // namespace
}  // namespace accel
