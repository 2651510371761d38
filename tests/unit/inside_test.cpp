// SPDX-License-Identifier: Apache-2.0
#include "base/inside.h"

#include "base/file.h"
#include "base/sys.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

class Inside : public ::testing::Test {
 protected:
  Inside() : root(folder.path() + "/root"), outside(folder.path() + "/outside") {
    make_folder(root);
    make_folder(outside);
  }
  TemporaryFolder folder;
  std::string root, outside;
};

TEST_F(Inside, FilesAreMadeWithTheirFolders) {
  write_all(create_inside(root, "a/b/c"), "c", "x");
  write_all(create_inside(root, "a/b/d"), "d", "y");
  write_all(create_inside(root, "e"), "e", "z");
  EXPECT_EQ(read_file(root + "/a/b/c") + read_file(root + "/a/b/d") + read_file(root + "/e"),
            "xyz");
  EXPECT_THROW(create_inside(root, "a/b/c"), SystemError);
  EXPECT_THROW(create_inside(root, "e/f"), SystemError);
  EXPECT_THROW(create_inside(root, "a"), SystemError);
}

TEST_F(Inside, NoLinkIsFollowed) {
  replace_link(outside, root + "/folder");
  replace_link(outside + "/new", root + "/file");
  replace_link("../..", root + "/up");
  make_folder(root + "/deep");
  replace_link(outside, root + "/deep/folder");
  for (const char* name : {"folder/x", "file", "up/x", "up/outside/x", "deep/folder/x/y"}) {
    EXPECT_THROW(create_inside(root, name), SystemError) << name;
    if (std::string_view(name) != "file") {
      EXPECT_THROW(InsideTree(root).replace_link(name, "target"), SystemError) << name;
    }
  }
  EXPECT_EQ(list_folder(outside), std::vector<std::string>());
  EXPECT_EQ(list_folder(folder.path()), (std::vector<std::string>{"outside", "root"}));
}

/// A file system that refuses hard links.
struct NoHardLinks : sys::Hook {
  NoHardLinks() { sys::hook = this; }
  ~NoHardLinks() override { sys::hook = nullptr; }
  int before(sys::Call& call) override { return std::string_view(call.name) == "link" ? EXDEV : 0; }
  void after(const sys::Call&) override {}
};

TEST_F(Inside, FilesGetSecondNamesOrCopies) {
  const std::string from = outside + "/from";
  write_file(from, "contents");
  InsideTree(root).link(from, "a/b/link");
  EXPECT_EQ(find_stat(root + "/a/b/link")->inode, find_stat(from)->inode);
  EXPECT_THROW(InsideTree(root).link(from, "a/b/link"), SystemError);
  EXPECT_THROW(InsideTree(root).link(from, "a/b"), SystemError);
  EXPECT_THROW(InsideTree(root).link(from, "a/b/link/c"), SystemError);
  EXPECT_THROW(InsideTree(root).link(outside + "/none", "none"), SystemError);
  replace_link(outside, root + "/folder");
  EXPECT_THROW(InsideTree(root).link(from, "folder/x"), SystemError);
  const NoHardLinks refusal;
  InsideTree(root).link(from, "a/copy");
  EXPECT_NE(find_stat(root + "/a/copy")->inode, find_stat(from)->inode);
  EXPECT_EQ(read_file(root + "/a/copy"), "contents");
  EXPECT_THROW(InsideTree(root).link(from, "a/copy"), SystemError);
}

TEST_F(Inside, TheRootItselfMayBeReachedByALink) {
  replace_link(root, folder.path() + "/link");
  write_all(create_inside(folder.path() + "/link", "a/b"), "b", "x");
  EXPECT_EQ(read_file(root + "/a/b"), "x");
}

TEST_F(Inside, LinksTakeThePlaceOfLinksOnly) {
  InsideTree(root).replace_link("a/link", "one");
  InsideTree(root).replace_link("a/link", "two");
  EXPECT_EQ(find_link(root + "/a/link"), "two");
  EXPECT_EQ(list_folder(root + "/a"), std::vector<std::string>{"link"});
  make_folder(root + "/a/folder");
  write_file(root + "/a/file", "mine");
  EXPECT_FALSE(InsideTree(root).replace_link("a/folder", "three"));
  EXPECT_FALSE(InsideTree(root).replace_link("a/file", "three"));
  EXPECT_EQ(read_file(root + "/a/file"), "mine");
  const std::string longest(255, 'n');
  InsideTree(root).replace_link(longest, "one");
  InsideTree(root).replace_link(longest, "two");
  EXPECT_EQ(find_link(root + "/" + longest), "two");
}

/// Another build, which removes a folder before the n-th call by which something is made.
class Removal : public sys::Hook {
 public:
  Removal(std::string root, int place) : root_(std::move(root)), place_(place) { sys::hook = this; }
  Removal(const Removal&) = delete;
  Removal& operator=(const Removal&) = delete;
  ~Removal() override { sys::hook = nullptr; }
  int before(sys::Call& call) override {
    const std::string_view name = call.name;
    if (call.fd < 0 || (name != "mkdir" && name != "symlink" && name != "open")) return 0;
    if (++calls_ == place_ || place_ == 0) {
      ::rmdir((root_ + "/a/b").c_str());
      ::rmdir((root_ + "/a").c_str());
    }
    return 0;
  }
  void after(const sys::Call&) override {}
  int calls() const { return calls_; }

 private:
  std::string root_;
  int place_;
  int calls_ = 0;
};

/// Another build, which takes the first temporary link for a leftover.
class Sweep : public sys::Hook {
 public:
  explicit Sweep(std::string root) : root_(std::move(root)) { sys::hook = this; }
  Sweep(const Sweep&) = delete;
  Sweep& operator=(const Sweep&) = delete;
  ~Sweep() override { sys::hook = nullptr; }
  int before(sys::Call& call) override {
    if (std::string_view(call.name) == "rename" && ++renames_ == 1) {
      sys::hook = nullptr;
      remove_leftovers_inside(root_, "a");
      sys::hook = this;
    }
    return 0;
  }
  void after(const sys::Call&) override {}
  int renames() const { return renames_; }

 private:
  std::string root_;
  int renames_ = 0;
};

TEST_F(Inside, ALinkThatIsTakenForALeftoverIsMadeAgain) {
  InsideTree(root).replace_link("a/link", "one");
  {
    const Sweep other(root);
    InsideTree(root).replace_link("a/link", "two");
    EXPECT_EQ(other.renames(), 2);
  }
  EXPECT_EQ(find_link(root + "/a/link"), "two");
  EXPECT_EQ(list_tree(root + "/a"), std::vector<std::string>{"link"});
}

TEST_F(Inside, FoldersThatAreRemovedMeanwhileAreMadeAgain) {
  for (int place = 1; place <= 4; ++place) {
    {
      const Removal other(root, place);
      InsideTree(root).replace_link("a/b/link", "target");
      EXPECT_GE(other.calls(), 3);
    }
    EXPECT_EQ(find_link(root + "/a/b/link"), "target") << place;
    remove_link_inside(root, "a/b/link");
  }
  const Removal always(root, 0);
  EXPECT_THROW(InsideTree(root).replace_link("a/b/link", "target"), SystemError);
  EXPECT_THROW(create_inside(root, "a/b/file"), SystemError);
}

TEST_F(Inside, RemovingALinkRemovesNothingElse) {
  InsideTree(root).replace_link("a/b/link", "target");
  InsideTree(root).replace_link("a/other", "target");
  write_file(root + "/a/file", "mine");
  make_folder(outside + "/b");
  replace_link("target", outside + "/b/link");
  replace_link(outside, root + "/way");
  remove_link_inside(root, "way/b/link");
  remove_link_inside(root, "a/file");
  remove_link_inside(root, "not/there");
  EXPECT_TRUE(find_link(outside + "/b/link"));
  EXPECT_EQ(read_file(root + "/a/file"), "mine");
  remove_link_inside(root, "a/b/link");
  EXPECT_EQ(list_folder(root + "/a"), (std::vector<std::string>{"file", "other"}));
  remove_link_inside(folder.path() + "/no-root", "a");
}

}  // namespace
}  // namespace accel
