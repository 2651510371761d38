// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"
#include "base/lock.h"
#include "base/mapping.h"
#include "base/sys.h"

#include <gtest/gtest.h>

#include <fcntl.h>

#include <algorithm>
#include <utility>

namespace accel {
namespace {

TEST(WriteFile, ReplacesTheOldContentsAndLeavesNoTemporaryFile) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/a.txt";
  write_file(path, "one");
  write_file(path, "two", Durable::yes);
  EXPECT_EQ(read_file(path), "two");
  EXPECT_EQ(list_folder(folder.path()), std::vector<std::string>{"a.txt"});
}

TEST(WriteFile, NamesThePathWhenTheFolderIsMissing) {
  try {
    write_file("/nowhere/at/all.txt", "x");
    FAIL() << "no error";
  } catch (const SystemError& error) {
    EXPECT_NE(error.message().find("/nowhere/at/all.txt"), std::string::npos) << error.what();
    EXPECT_EQ(error.code(), ENOENT);
  }
}

TEST(FindLinks, ReadsOnlySoManyEntries) {
  const TemporaryFolder folder;
  write_file(folder.path() + "/a", "");
  make_folder(folder.path() + "/b");
  replace_link("a", folder.path() + "/c");
  constexpr std::size_t all = 5;  // with "." and ".."
  const auto links = find_links(folder.path(), all);
  ASSERT_TRUE(links);
  EXPECT_NE(std::ranges::find(*links, "c"), links->end());
  EXPECT_FALSE(find_links(folder.path(), all - 1));
  EXPECT_FALSE(find_links(folder.path() + "/none", all));
}

TEST(FindContents, DistinguishesAMissingFileFromAnEmptyOne) {
  const TemporaryFolder folder;
  EXPECT_FALSE(find_contents(folder.path() + "/none"));
  write_file(folder.path() + "/empty", "");
  EXPECT_EQ(find_contents(folder.path() + "/empty"), "");
}

TEST(FindHead, ReadsNoMoreThanTheLimit) {
  const TemporaryFolder folder;
  write_file(folder.path() + "/long", std::string(1000, 'x'));
  EXPECT_EQ(find_head(folder.path() + "/long", 10), std::string(10, 'x'));
}

TEST(ReplaceLink, PointsElsewhereInOneStep) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/link";
  replace_link("one", path);
  replace_link("two", path);
  EXPECT_EQ(find_link(path), "two");
  EXPECT_EQ(list_folder(folder.path()).size(), 1U);
}

TEST(ListTree, ListsFilesOfAllFoldersSortedButDoesNotFollowLinks) {
  const TemporaryFolder folder;
  make_folders(folder.path() + "/b/c");
  write_file(folder.path() + "/b/c/2", "");
  write_file(folder.path() + "/a", "");
  replace_link("..", folder.path() + "/b/up");
  EXPECT_EQ(list_tree(folder.path()), (std::vector<std::string>{"a", "b/c/2", "b/up"}));
}

TEST(StaysInside, RejectsWhatLeavesTheFolder) {
  EXPECT_TRUE(stays_inside("a/b.jpg"));
  EXPECT_TRUE(stays_inside("a/../b.jpg"));
  for (const char* path : {"", ".", "..", "/a", "../a", "a/../../b"}) {
    EXPECT_FALSE(stays_inside(path)) << path;
  }
}

TEST(ByteLock, HoldsOffAnotherUntilItIsGone) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/.lock";
  ByteLock second(path, 7);
  {
    ByteLock first(path, 7);
    ASSERT_TRUE(first.try_lock());
    EXPECT_FALSE(second.try_lock());
    EXPECT_TRUE(ByteLock(path, 99).try_lock());
  }
  EXPECT_TRUE(second.try_lock());
}

TEST(ByteLock, IsLookedAtWithoutMakingAFile) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/.lock";
  EXPECT_TRUE(ByteLock(path, 7).is_free());
  EXPECT_FALSE(exists(path));
  ByteLock held(path, 7);
  ASSERT_TRUE(held.try_lock());
  EXPECT_TRUE(held.is_free());  // no other holds it
  EXPECT_FALSE(ByteLock(path, 7).is_free());
  EXPECT_TRUE(ByteLock(path, 8).is_free());
}

TEST(Mapping, MayBeOfMoreFilesThanTheKernelMaps) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/file";
  write_file(path, "contents");
  const Fd fd = open_file(path, O_RDONLY);
  std::vector<Mapping> mappings;
  for (int i = 0; i < Mapping::kMostMapped + 2000; ++i) mappings.emplace_back(fd, path);
  const std::string ranges = read_file("/proc/self/maps");
  const auto count = std::ranges::count(ranges, '\n');
  EXPECT_GT(count, Mapping::kMostMapped);
  EXPECT_LT(count, Mapping::kMostMapped + 1000);
  std::swap(mappings.front(), mappings.back());
  for (const Mapping& mapping : mappings) ASSERT_EQ(mapping.bytes().text(), "contents");
  mappings.back().give_back(0, 8);
  mappings.clear();
  mappings.emplace_back(fd, path);  // there is room again
  EXPECT_NE(read_file("/proc/self/maps").find(path), std::string::npos);
}

TEST(Mapping, OfAnEmptyFileIsEmpty) {
  const TemporaryFolder folder;
  write_file(folder.path() + "/empty", "");
  EXPECT_TRUE(Mapping(folder.path() + "/empty").bytes().empty());
}

/// A file system that refuses hard links.
struct NoLinks : sys::Hook {
  NoLinks() { sys::hook = this; }
  ~NoLinks() override { sys::hook = nullptr; }
  int before(sys::Call& call) override { return std::string_view(call.name) == "link" ? error : 0; }
  void after(const sys::Call&) override {}
  int error = EXDEV;
};

TEST(LinkOrCopy, LinksAndCopiesWhereLinksAreRefused) {
  const TemporaryFolder folder;
  const std::string from = folder.path() + "/from", to = folder.path() + "/to";
  write_file(from, std::string(3'000'000, 'x') + "end");
  link_or_copy(from, to);
  EXPECT_EQ(find_stat(to)->inode, find_stat(from)->inode);
  remove_file(to);
  NoLinks refusal;
  link_or_copy(from, to);
  EXPECT_NE(find_stat(to)->inode, find_stat(from)->inode);
  EXPECT_EQ(read_file(to), read_file(from));
  EXPECT_EQ(list_folder(folder.path()), (std::vector<std::string>{"from", "to"}));
  refusal.error = ENOSPC;
  EXPECT_THROW(link_or_copy(from, folder.path() + "/other"), SystemError);
}

}  // namespace
}  // namespace accel
