// SPDX-License-Identifier: Apache-2.0
// What the model of row_reuse_test.cpp counts.
#include "row_model.h"

#include "base/file.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

class RowModelTest : public ::testing::Test {
 protected:
  std::string finish(const std::string& name) {
    make_folders(folder_.path() + "/" + name);
    write_file(folder_.path() + "/" + name + "/post.json", "{}");
    return folder_.path() + "/" + name;
  }
  /// "least most" for a job that reads these rows.
  std::string counts(const std::string& job, const std::vector<MapRow>& rows,
                     const RowRecipe& recipe = {"r"}) {
    const RowCounts counts = model_.call("call", recipe, finish(job), rows);
    return std::to_string(counts.least) + " " + std::to_string(counts.most);
  }
  TemporaryFolder folder_;
  RowModel model_;
};

TEST_F(RowModelTest, CountsTheRowsThatTheLastJobOfTheCallDidNotHave) {
  const MapRow a{"a", "1", "", ""}, b{"b", "2", "", ""}, c{"c", "3", "", ""},
      copy{"d", "1", "", ""};
  EXPECT_EQ(counts("w-0", {a, b}), "2 2");
  EXPECT_EQ(counts("w-1", {b, c}), "1 1");
  EXPECT_EQ(counts("w-2", {a, b}), "0 1");     // w-0 may serve for a
  EXPECT_EQ(counts("w-3", {a, copy}), "0 1");  // a value that accel may recognise
  EXPECT_EQ(counts("w-4", {a}, {"s"}), "1 1");
  EXPECT_EQ(counts("w-5", {a}), "0 1");  // the call had another recipe last
}

TEST_F(RowModelTest, CountsOnlyWhatJobsThatExistHave) {
  const MapRow a{"a", "1", "", ""};
  EXPECT_EQ(counts("w-0", {a}), "1 1");
  remove_tree(folder_.path() + "/w-0");
  EXPECT_EQ(counts("w-1", {a}), "1 1");
  EXPECT_EQ(counts("w-2", {a}), "0 0");
  model_.cut_short();
  EXPECT_EQ(counts("w-3", {a, {"b", "2", "", ""}}), "0 2");
}

TEST_F(RowModelTest, KeepsTheIdentityOfARowThatIsKept) {
  const MapRow a{"a", "1", "", ""}, b{"b", "2", "", ""};
  counts("w-0", {a});
  const std::string first = model_.written(finish("w-0"), "a");
  counts("w-1", {a, b});
  EXPECT_EQ(model_.written(finish("w-1"), "a"), first);
  remove_tree(folder_.path() + "/w-1");
  counts("w-2", {a});
  EXPECT_NE(model_.written(finish("w-2"), "a"), first);
}

TEST_F(RowModelTest, KeepsTheIdentityOfARenamedFileAndOfRowsComputedAgain) {
  const MapRow a{"a: x", "a: x", "a", "x"}, b{"b: y", "b: y", "b", "y"};
  const MapRow renamed{"c: x", "c: x", "c", "x"}, changed{"b: x", "b: x", "b", "x"};
  counts("w-0", {a, b});
  const std::string first = model_.written(finish("w-0"), "a: x");
  EXPECT_EQ(counts("w-1", {renamed, changed}), "2 2");
  EXPECT_EQ(model_.written(finish("w-1"), "c: x"), first);
  EXPECT_NE(model_.written(finish("w-1"), "b: x"), first);
  EXPECT_EQ(counts("w-2", {renamed}, {"r", 1}), "1 1");
  EXPECT_EQ(model_.written(finish("w-2"), "c: x"), first);
}

TEST_F(RowModelTest, LetsAReusedJobStayAsItWasMade) {
  counts("w-0", {{"a", "1", "", ""}});
  EXPECT_EQ(counts("w-0", {{"other a", "1", "", ""}}), "1 1");  // reused, for another source
  EXPECT_EQ(model_.written(finish("w-0"), "other a"), model_.written(finish("w-0"), "a"));
}

}  // namespace
}  // namespace accel
