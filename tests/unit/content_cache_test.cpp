// SPDX-License-Identifier: Apache-2.0
#include "base/content_cache.h"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

namespace accel {
namespace {

class HashContents : public ::testing::Test {
 protected:
  /// A file that was last changed long ago.
  std::string old_file(const std::string& name, const std::string& contents) {
    const std::string path = folder_.path() + "/" + name;
    write_file(path, contents);
    make_old(path);
    return path;
  }
  static void make_old(const std::string& path) {
    const timespec times[2] = {{1'000'000'000, 0}, {1'000'000'000, 0}};
    ASSERT_EQ(::utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  }
  std::vector<ContentHash> hash(const std::vector<std::string>& paths) {
    TextList list;
    for (const std::string& path : paths) list.add(path);
    return hash_contents(list, paths, cache_, 2);
  }
  TemporaryFolder folder_;
  std::string cache_ = folder_.path() + "/cache/contents";
};

TEST_F(HashContents, GivesSizesAndDigestsInTheOrderAskedFor) {
  std::vector<std::string> paths;
  for (int i = 0; i < 300; ++i) {
    paths.push_back(old_file(std::to_string(i), std::string(static_cast<std::size_t>(i), 'x')));
  }
  const auto hashes = hash(paths);
  for (std::size_t i = 0; i < paths.size(); ++i) {
    EXPECT_EQ(hashes[i].size, i);
    EXPECT_EQ(hashes[i].digest, digest_of(std::string(i, 'x')));
  }
}

TEST_F(HashContents, NoticesChangedBytesOfTheSameSizeAndTime) {
  const std::string path = old_file("a", "one");
  hash({path});
  write_file(path, "two");
  make_old(path);  // the change time, which nobody can set, still tells
  EXPECT_EQ(hash({path})[0].digest, digest_of("two"));
}

TEST_F(HashContents, StartsAnewWithADamagedCache) {
  const std::string path = old_file("a", "one");
  make_folders(parent_path(cache_));
  for (const std::string& damage : {std::string("garbage"), std::string(200, '\0')}) {
    write_file(cache_, damage);
    EXPECT_EQ(hash({path})[0].digest, digest_of("one"));
  }
}

TEST_F(HashContents, AddsToWhatItKnowsAndFindsAllOfItAgain) {
  std::vector<std::string> paths;
  for (int i = 0; i < 100; ++i) {
    make_folders(folder_.path() + "/" + std::to_string(i % 7));
    paths.push_back(old_file(std::to_string(i % 7) + "/" + std::to_string(i), std::to_string(i)));
  }
  ::sleep(3);  // their times are then too old to hide a change
  for (const std::size_t count : {1U, 3U, 50U, 100U}) {
    hash({paths.begin(), paths.begin() + count});
    EXPECT_EQ(find_stat(cache_)->size, 32 + 64 * count);
  }
  const auto before = find_stat(cache_);
  std::reverse(paths.begin(), paths.end());
  const auto hashes = hash(paths);
  for (std::size_t i = 0; i < 100; ++i) {
    EXPECT_EQ(hashes[i].digest, digest_of(std::to_string(99 - i)));
  }
  EXPECT_EQ(find_stat(cache_), before);  // nothing was hashed: the cache is not written again
}

TEST_F(HashContents, NamesTheFirstFileThatIsNotThere) {
  const std::string path = old_file("a", "one");
  try {
    hash({path, folder_.path() + "/gone", folder_.path() + "/gone too"});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.message(), folder_.path() + "/gone: there is no such file");
  }
  EXPECT_THROW(hash({folder_.path()}), Error);
}

}  // namespace
}  // namespace accel
