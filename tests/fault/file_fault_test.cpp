// SPDX-License-Identifier: Apache-2.0
// Faults in what all else is made of: files, folders, column files, the cache of content hashes.
#include "column_cells.h"
#include "faults.h"
#include "power.h"

#include "base/content_cache.h"
#include "base/file.h"
#include "base/glob.h"
#include "base/mapping.h"

#include <gtest/gtest.h>

#include <iostream>

namespace accel::faults {
namespace {

/// A file and a link are replaced, a tree is made, listed and removed.
class FileWorld : public World {
 public:
  FileWorld() {
    write_file(path("kept"), "old");
    replace_link("old", path("link"));
  }
  std::string folder() const override { return folder_.path(); }
  void run() override {
    write_file(path("kept"), std::string(9'000, 'n'), Durable::yes);
    replace_link("new", path("link"));
    remove_tree(path("tree"));
    make_folders(path("tree/a/b"), Durable::yes);
    for (const char* name : {"tree/1", "tree/a/2", "tree/a/b/3"}) write_file(path(name), name);
    EXPECT_EQ(list_tree(path("tree")).size(), 3U);
    EXPECT_EQ(glob_files({path("tree/**/[0-9]")}).size(), 3U);
    EXPECT_EQ(Mapping(path("tree/1")).bytes().text(), "tree/1");
  }
  void look() const override {
    const std::string kept = read_file(path("kept"));
    EXPECT_TRUE(kept == "old" || kept == std::string(9'000, 'n')) << kept.size();
    const auto link = find_link(path("link"));
    EXPECT_TRUE(link == "old" || link == "new");
  }
  void look_done() const override {
    EXPECT_EQ(read_file(path("kept")).size(), 9'000U);
    EXPECT_EQ(find_link(path("link")), "new");
    EXPECT_EQ(read_file(path("tree/a/b/3")), "tree/a/b/3");
  }

 private:
  std::string path(const std::string& name) const { return folder_.path() + "/" + name; }
  TemporaryFolder folder_;
};

/// A column of more than a stride, with a value that is written from where it lies.
class ColumnWorld : public World {
 public:
  ColumnWorld() {
    for (std::size_t i = 0; i < 40; ++i) values_.emplace_back(i * 997, static_cast<char>('a' + i));
    values_.emplace_back(300'000, 'x');
    values_.emplace_back("the last");
  }
  std::string folder() const override { return folder_.path(); }
  void run() override {
    ColumnWriter writer(path_, spec_, true);
    for (const std::string& value : values_) writer.append(test::bytes_cell(value));
    file_ = writer.finish(Durable::yes);
  }
  /// A file that a reader takes is whole.
  void look() const override {
    std::string failure;
    try {
      ColumnReader reader(path_);
      EXPECT_EQ(test::all_texts(reader), values_);
    } catch (const Error& error) {
      failure = error.what();
    }
    EXPECT_TRUE(failure.empty() || failure.find(path_) != std::string::npos) << failure;
  }
  void look_done() const override {
    ColumnReader reader(path_, {spec_, file_.rows, file_.bytes});
    EXPECT_EQ(test::all_texts(reader), values_);
    EXPECT_EQ(digest_of_file(path_), file_.checksum);
  }

 private:
  TemporaryFolder folder_;
  std::string path_ = folder_.path() + "/c.0.arrow";
  ColumnSpec spec_ = bytes("c");
  std::vector<std::string> values_;
  ColumnFile file_;
};

/// Files that were changed long enough ago to be remembered, for all tests.
class OldFiles {
 public:
  OldFiles() {
    for (int i = 0; i < 5; ++i) {
      paths.push_back(folder.path() + "/" + std::to_string(i));
      write_file(paths.back(), "contents of " + std::to_string(i));
    }
    ::sleep(3);
  }
  TemporaryFolder folder;
  std::vector<std::string> paths;
};

class ContentWorld : public World {
 public:
  std::string folder() const override { return folder_.path(); }
  void run() override {
    expect_digests(3);
    expect_digests(5);
  }
  void look() const override { expect_digests(4); }
  void look_done() const override {
    expect_digests(5);
    EXPECT_EQ(find_stat(cache_)->size, 32U + 5 * 64);
  }
  bool names_something(const std::string& message) const override {
    return World::names_something(message) || message.find(old().folder.path()) != message.npos;
  }

 private:
  static const OldFiles& old() {
    static const OldFiles files;
    return files;
  }
  void expect_digests(std::size_t count) const {
    const std::vector<std::string> paths(old().paths.begin(), old().paths.begin() + count);
    TextList list;
    for (const std::string& path : paths) list.add(path);
    const std::vector<ContentHash> hashes = hash_contents(list, paths, cache_, 1);
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_EQ(hashes[i].digest, digest_of("contents of " + std::to_string(i)));
    }
  }
  TemporaryFolder folder_;
  std::string cache_ = folder_.path() + "/.accel/contents";
};

TEST(FileFaults, OldOrNewStaysWhicheverCallFails) { sweep_failures(make<FileWorld>, {60}); }
TEST(FileFaults, OldOrNewStaysWhereverTheProcessDies) { sweep_deaths(make<FileWorld>, {60}); }

TEST(ColumnFaults, AFileThatIsTakenIsWholeWhicheverCallFails) {
  sweep_failures(make<ColumnWorld>, {12});
}
TEST(ColumnFaults, AFileThatIsTakenIsWholeWhereverTheProcessDies) {
  sweep_deaths(make<ColumnWorld>, {12});
}

TEST(ContentCacheFaults, NoDigestIsWrongWhicheverCallFails) {
  sweep_failures(make<ContentWorld>, {40});
}
TEST(ContentCacheFaults, NoDigestIsWrongWhereverTheProcessDies) {
  sweep_deaths(make<ContentWorld>, {40});
}

TEST(PowerLoss, LeavesContentHashesRightOrRemade) {
  ContentWorld world;
  Disk disk(world.folder());
  {
    const Hooked hooked(disk);
    world.run();
  }
  const std::size_t trees = disk.after_each_loss([&](int /*promised*/) {
    world.run();
    world.look_done();
  });
  std::cout << "visited " << trees << " trees of " << disk.moments() << " moments\n";
  EXPECT_GT(trees, 8U);
}

TEST(FileFaults, InterruptedCallsAreMadeAgain) {
  expect_interruptions_unseen(make<FileWorld>);
  expect_interruptions_unseen(make<ColumnWorld>);
  expect_interruptions_unseen(make<ContentWorld>);
}

}  // namespace
}  // namespace accel::faults
