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
  EXPECT_EQ(column_type_name(tensor<float>("x", {3, 224, 224})), "tensor<float32, 3x224x224>");
  EXPECT_EQ(column_type_name(tensor<float>("x", {512})), "list<float32, 512>");
}

TEST(ColumnTypeName, IsRejectedWhenWeWouldNotWriteIt) {
  for (const char* name : {"",
                           "boolean",
                           "Text",
                           "int16",
                           "list",
                           "list<>",
                           "list<float32>",
                           "list<float32, 0>",
                           "list<float32, -1>",
                           "list<float32, 007>",
                           "list<float32,512>",
                           "list<float32, 512> ",
                           "list<text, 2>",
                           "list<bool, 2>",
                           "list<date, 2>",
                           "list<list<int32, 2>, 2>",
                           "list<float32, 2147483648>",
                           "list<float32, 5x>",
                           "list<float32, 2x3>",
                           "list, 2>",
                           "tensor<float32, 2>",
                           "tensor<float32, >",
                           "tensor<float32, 2x>",
                           "tensor<float32, 2x03>",
                           "tensor<float32, 2x0>",
                           "tensor<float32, -2x-3>",
                           "tensor<float32, 2x3",
                           "tensor<float32>",
                           "tensor<float32, 65536x32768>",
                           "tensor<text, 2x3>",
                           "tensor<tensor<int32, 2x2>, 2x2>"}) {
    EXPECT_FALSE(find_column_type(name)) << name;
  }
  EXPECT_TRUE(find_column_type("list<float32, 2147483647>"));
  EXPECT_TRUE(find_column_type("tensor<float32, 65535x32768>"));
}

TEST(ColumnSpec, KnowsHowManyNumbersItsShapeHas) {
  EXPECT_EQ(tensor<float>("x", {3, 224, 224}).length(), 150528);
  EXPECT_EQ(list<float>("x", 7).length(), 7);
  constexpr std::int64_t kHuge = std::int64_t{1} << 62;
  for (const std::vector<std::int64_t>& shape : std::vector<std::vector<std::int64_t>>{
           {}, {0}, {3, -1}, {-3, -1}, {65536, 32768}, {kHuge, 4}, {2, kHuge, 2}}) {
    EXPECT_EQ(tensor<float>("x", shape).length(), 0);
  }
}

TEST(ColumnType, OfATensorIsReadableAsAListOfItsNumbers) {
  const ColumnSpec stored = tensor<float>("x", {2, 3});
  EXPECT_TRUE(is_readable_as(stored, tensor<float>("x", {2, 3})));
  EXPECT_TRUE(is_readable_as(stored, list<float>("x", 6)));
  EXPECT_FALSE(is_readable_as(stored, list<float>("x", 5)));
  EXPECT_FALSE(is_readable_as(stored, list<double>("x", 6)));
  EXPECT_FALSE(is_readable_as(stored, tensor<float>("x", {3, 2})));
  EXPECT_FALSE(is_readable_as(list<float>("x", 6), stored));
  EXPECT_FALSE(is_readable_as(text("x"), list<float>("x", 0)));
}

}  // namespace
}  // namespace accel::test
