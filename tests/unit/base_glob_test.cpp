// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"
#include "base/glob.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

using Names = std::vector<std::string>;

class Glob : public ::testing::Test {
 protected:
  Glob() {
    for (const char* name : {"b.jpg", "a.jpg", "c.png", ".hidden.jpg", "x/d.jpg", "x/y/e.jpg"}) {
      make_folders(parent_path(folder_.path() + "/" + name));
      write_file(folder_.path() + "/" + name, "");
    }
  }
  Names find(const std::string& pattern) const {
    Names names;
    for (const std::string& path : glob_files({folder_.path() + "/" + pattern})) {
      names.push_back(path.substr(folder_.path().size() + 1));
    }
    return names;
  }
  TemporaryFolder folder_;
};

TEST_F(Glob, SortsBytewiseAndLeavesOutHiddenFiles) {
  EXPECT_EQ(find("*.jpg"), (Names{"a.jpg", "b.jpg"}));
}
TEST_F(Glob, FindsHiddenFilesWhenThePatternBeginsWithADot) {
  EXPECT_EQ(find(".*.jpg"), Names{".hidden.jpg"});
}
TEST_F(Glob, GoesIntoFoldersWithTwoStars) {
  EXPECT_EQ(find("**/*.jpg"), (Names{"a.jpg", "b.jpg", "x/d.jpg", "x/y/e.jpg"}));
  EXPECT_EQ(find("x/**"), (Names{"x/d.jpg", "x/y/e.jpg"}));
}
TEST_F(Glob, TakesSetsAndQuestionMarks) { EXPECT_EQ(find("[ac].???"), (Names{"a.jpg", "c.png"})); }
TEST_F(Glob, FindsNothingWhereNothingMatches) { EXPECT_EQ(find("*.gif"), Names{}); }
TEST_F(Glob, DoesNotGoRoundThroughALink) {
  replace_link("..", folder_.path() + "/x/loop");
  EXPECT_EQ(find("**/e.jpg"), Names{"x/y/e.jpg"});
}

TEST(FixedFolder, EndsBeforeTheFirstWildcard) {
  EXPECT_EQ(fixed_folder("photos/*.jpg"), "photos/");
  EXPECT_EQ(fixed_folder("/a/b/x?/c/*.jpg"), "/a/b/");
  EXPECT_EQ(fixed_folder("a/**"), "a/");
  EXPECT_EQ(fixed_folder("a/[xy]/1.jpg"), "a/");
  EXPECT_EQ(fixed_folder("a/b\\*/1.jpg"), "a/");
  EXPECT_EQ(fixed_folder("a/1.jpg"), "a/");
  EXPECT_EQ(fixed_folder("*.jpg"), "");
  EXPECT_EQ(fixed_folder("1.jpg"), "");
}
TEST(GlobMatches, DistinguishesFolders) {
  EXPECT_TRUE(glob_matches("*.jpg", "a.jpg"));
  EXPECT_FALSE(glob_matches("*.jpg", "x/a.jpg"));
  EXPECT_TRUE(glob_matches("**/*.jpg", "x/y/a.jpg"));
  EXPECT_TRUE(glob_matches("**/*.jpg", "a.jpg"));
  EXPECT_TRUE(glob_matches("**", "x/a.jpg"));
  EXPECT_FALSE(glob_matches("x/*", "y/a.jpg"));
}

}  // namespace
}  // namespace accel
