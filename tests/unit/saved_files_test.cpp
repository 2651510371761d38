// SPDX-License-Identifier: Apache-2.0
#include "dataset/saved_files.h"

#include "base/file.h"
#include "run/row_files.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

SavedFile saved(const std::string& dataset, int slice, std::int64_t row, const std::string& name) {
  return {dataset, slice, row, name, name.size(), digest_of(name)};
}

std::string list_of(const std::vector<SavedFile>& files) {
  std::string text;
  for (const SavedFile& file : files) add_saved_line(text, file);
  return text;
}

std::string names_of(const std::vector<SavedFile>& files) {
  std::string names;
  for (const SavedFile& file : files) {
    names += file.name + " " + std::to_string(file.slice) + " " + std::to_string(file.row) + ", ";
  }
  return names;
}

TEST(SavedFileList, IsReadAsItWasWritten) {
  const std::vector<SavedFile> files{saved("default", 0, 0, "a"),
                                     saved("a\tb", 7, 1'000'000, "b/c\n"),
                                     {"", -1, -1, "no row\\", 3, digest_of("x")}};
  const std::string text = list_of(files);
  EXPECT_EQ(list_of(parse_saved_files(text, "list")), text);
  EXPECT_EQ(names_of(parse_saved_files(text, "list")), names_of(files));
  EXPECT_TRUE(parse_saved_files("", "list").empty());
}

TEST(SavedFileList, IsNotBelievedWhereverItIsCut) {
  const std::string line = list_of({saved("default", 1, 2, "a/b")});
  for (std::size_t size = 1; size < line.size(); ++size) {
    EXPECT_THROW(parse_saved_files(line.substr(0, size), "list"), Error) << size;
    EXPECT_THROW(parse_saved_files(line + line.substr(0, size), "list"), Error) << size;
  }
}

TEST(SavedFileList, NamesOnlyWhatAMethodCanSave) {
  for (const char* name : {"../a", "/a", "a/../../b", "a/../b", "./a", "a//b", "a/", "", ".",
                           "setup.json", "DS/x", "slices/0.json", "files.tsv", "inputs/x.tsv"}) {
    EXPECT_THROW(parse_saved_files(list_of({saved("default", 0, 0, name)}), "list"), Error) << name;
  }
  const std::string end = "\tname\t4\t" + digest_of("").hex() + "\n";
  EXPECT_EQ(parse_saved_files("d\t0\t0" + end, "list").size(), 1U);
  for (const char* begin : {"d\t-1\t0", "d\t0\t-1", "d\t\t0", "d\t0\t", "d\t0x\t0", "d\t 0\t0",
                            "d\t99999999999\t0", "d\t0", "d\t0\t0\t0", "\t0\t0"}) {
    EXPECT_THROW(parse_saved_files(begin + end, "list"), Error) << begin;
  }
}

TEST(RowFiles, AreThoseOfTheRowsThatAreKept) {
  std::vector<SavedFile> files{saved("d", 1, 3, "f"), saved("d", 1, 2, "e"), saved("d", 1, 2, "b"),
                               saved("d", 0, 2, "x"), saved("c", 1, 2, "y"), saved("d", 1, 5, "g")};
  sort_by_row(files);
  EXPECT_EQ(names_of(files), "y 1 2, x 0 2, b 1 2, e 1 2, f 1 3, g 1 5, ");
  std::vector<SavedFile> kept;
  add_kept_files(files, "d", 0, {10, 3, 1, 2}, kept);  // rows 2 to 4 of slice 1 become 10 to 12
  EXPECT_EQ(names_of(kept), "b 0 10, e 0 10, f 0 11, ");
  EXPECT_EQ(texts_of_row(files, "d", 1, 2).size(), 2U);
  EXPECT_TRUE(texts_of_row(files, "d", 1, 4).empty());
}

class RowFilesOfAJob : public ::testing::Test {
 protected:
  RowFilesOfAJob() {
    for (const std::string& job : {before_, job_}) make_folders(job + "/slices");
    for (const SavedFile& file : files_) {
      make_folders(parent_path(before_ + "/" + file.name));
      write_file(before_ + "/" + file.name, file.name);
    }
    write_file(before_ + "/post.json", "{}");
    workdirs_.add("dev", folder_.path());
  }
  KeptFiles kept() const { return {{"dev-0", files_}}; }
  std::string obstacle() const {
    const KeptFiles files = kept();
    return find_file_obstacle(job_, &files);
  }
  TemporaryFolder folder_;
  Workdirs workdirs_;
  std::string before_ = folder_.path() + "/dev-0", job_ = folder_.path() + "/dev-1";
  std::vector<SavedFile> files_{saved("d", 0, 0, "a/b"), saved("d", 0, 1, "c")};
};

TEST_F(RowFilesOfAJob, AreLinkedAndUnlinked) {
  link_row_files(job_, workdirs_, kept());
  EXPECT_EQ(find_stat(job_ + "/a/b")->inode, find_stat(before_ + "/a/b")->inode);
  EXPECT_EQ(kept_file_names(job_), (std::vector<std::string>{"a/b", "c"}));
  unlink_row_files(job_);
  EXPECT_EQ(list_tree(job_), std::vector<std::string>());
  EXPECT_EQ(read_file(before_ + "/a/b"), "a/b");
}

TEST_F(RowFilesOfAJob, AreCopiedFromAJobThatMayGoOn) {
  remove_file(before_ + "/post.json");
  link_row_files(job_, workdirs_, kept());
  EXPECT_NE(find_stat(job_ + "/a/b")->inode, find_stat(before_ + "/a/b")->inode);
  EXPECT_EQ(read_file(job_ + "/a/b"), "a/b");
}

TEST_F(RowFilesOfAJob, DoNotReplaceFiles) {
  write_file(job_ + "/c", "mine");
  EXPECT_THROW(link_row_files(job_, workdirs_, kept()), SystemError);
  EXPECT_EQ(read_file(job_ + "/c"), "mine");
}

TEST_F(RowFilesOfAJob, AreLostIfTheyAreGoneOrWereWrittenTo) {
  EXPECT_EQ(names_of(lost_files(before_, files_)), "");
  write_file(before_ + "/c", "longer");
  EXPECT_EQ(names_of(lost_files(before_, files_)), "c 0 1, ");
  remove_tree(before_ + "/a");
  EXPECT_EQ(names_of(lost_files(before_, files_)), "a/b 0 0, c 0 1, ");
}

TEST_F(RowFilesOfAJob, MustHaveNamesOfTheirOwn) {
  EXPECT_EQ(obstacle(), "");
  files_.push_back(saved("d", 0, 2, "c/d"));  // c is a file
  EXPECT_EQ(obstacle(), "two rows save 'c/d'");
  files_.back().name = "a";
  EXPECT_EQ(obstacle(), "two rows save 'a'");
  files_.pop_back();
  const SavedFile own = saved("d", 0, 2, "c");
  write_file(job_ + "/c", "c");
  EXPECT_EQ(obstacle(), kOtherFiles);
  write_file(job_ + "/slices/0.files.tsv", list_of({own}));
  EXPECT_EQ(obstacle(), "two rows save 'c'");
  EXPECT_EQ(find_file_obstacle(job_, nullptr), "");
  files_.clear();
  EXPECT_EQ(obstacle(), "");
  write_file(job_ + "/c", "d");  // another file than the one that was saved
  EXPECT_EQ(obstacle(), kOtherFiles);
}

TEST_F(RowFilesOfAJob, AreListedAsTheyAreOnTheDisk) {
  const std::vector<FileEntry> written{{"a/b", 3, digest_of("a/b").hex()},
                                       {"c", 1, digest_of("x").hex()}};
  EXPECT_TRUE(write_row_files(job_, {files_[0]}, {}, written));
  EXPECT_EQ(read_file(job_ + "/files.tsv"), list_of({files_[0]}));
  EXPECT_FALSE(write_row_files(job_, files_, {}, written));
  files_[1].size = 1;
  files_[1].digest = digest_of("x");
  EXPECT_EQ(read_file(job_ + "/files.tsv"), list_of(files_));
  EXPECT_FALSE(write_row_files(job_, {saved("d", 0, 2, "b")}, {}, written));  // it was removed
}

}  // namespace
}  // namespace accel
