// SPDX-License-Identifier: Apache-2.0
#include "column_cells.h"

namespace accel::test {
namespace {

TEST(ColumnTypeName, IsFoundAgainForEveryType) {
  for (const Sample& sample : samples()) {
    const std::string name = column_type_name(sample.spec);
    const auto found = find_column_type(name);
    ASSERT_TRUE(found) << name;
    EXPECT_TRUE(is_same_type(*found, sample.spec)) << name;
    EXPECT_EQ(found->name, "");
  }
}

TEST(ColumnTypeName, IsTheWordOfTheManifest) {
  EXPECT_EQ(column_type_name(boolean("x")), "bool");
  EXPECT_EQ(column_type_name(datetime("x")), "datetime");
  EXPECT_EQ(column_type_name(list<float>("x", 512)), "list<float32, 512>");
}

TEST(ColumnTypeName, IsRejectedWhenWeWouldNotWriteIt) {
  for (const char* name :
       {"", "boolean", "Text", "int16", "list", "list<>", "list<float32>", "list<float32, 0>",
        "list<float32, -1>", "list<float32, 007>", "list<float32,512>", "list<float32, 512> ",
        "list<text, 2>", "list<bool, 2>", "list<date, 2>", "list<list<int32, 2>, 2>",
        "list<float32, 2147483648>", "list<float32, 5x>"}) {
    EXPECT_FALSE(find_column_type(name)) << name;
  }
  EXPECT_TRUE(find_column_type("list<float32, 2147483647>"));
}

}  // namespace
}  // namespace accel::test
