// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"
#include "urd/hashed_inputs.h"
#include "urd/known_jobs.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

using Texts = std::vector<std::string>;

class OptionOfFiles : public ::testing::Test {
 protected:
  OptionOfFiles() {
    project_.folder = folder_.path() + "/project";
    for (const char* name : {"a/1", "a/2", "a/b/3"}) {
      const std::string path = project_.folder + "/" + name;
      make_folders(parent_path(path));
      write_file(path, name);
    }
  }
  Texts names(const Texts& paths, const std::string& base = "") const {
    return found(paths, {}, base);
  }
  Texts found(const Texts& paths, const Texts& folders, const std::string& base = "") const {
    Texts result;
    for (const InputFile& file : HashedFiles(paths, base, project_, folders).list()) {
      result.push_back(file.name);
    }
    return result;
  }
  TemporaryFolder folder_;
  Project project_;
};

TEST_F(OptionOfFiles, AreNamedFromTheDeepestCommonFolder) {
  EXPECT_EQ(names({"a/1", "a/2"}), (Texts{"1", "2"}));
  EXPECT_EQ(names({"a/2", "a/b/3"}), (Texts{"2", "b/3"}));
  EXPECT_EQ(names({"a/1"}), (Texts{"1"}));
  EXPECT_EQ(HashedFiles({"a/b/3"}, "", project_).folder(), project_.folder + "/a/b");
}

TEST_F(OptionOfFiles, AreNamedFromWhereTheirPatternBegins) {
  EXPECT_EQ(found({"a/b/3"}, {"a/"}), (Texts{"b/3"}));
  EXPECT_EQ(found({"a/1", "a/b/3"}, {"a/"}), (Texts{"1", "b/3"}));
  EXPECT_EQ(found({"a/1"}, {""}), (Texts{"a/1"}));
  EXPECT_EQ(found({project_.folder + "/a/1"}, {folder_.path() + "/"}), (Texts{"project/a/1"}));
  EXPECT_EQ(found({"a/1"}, {"./a//b/../"}), (Texts{"1"})) << "however it is spelt";
  EXPECT_EQ(found({"a/1"}, {"/"}), (Texts{(project_.folder + "/a/1").substr(1)}));
}

TEST_F(OptionOfFiles, OfSeveralPatternsAreNamedFromTheirCommonFolder) {
  EXPECT_EQ(found({"a/b/3"}, {"a/", "a/b/"}), (Texts{"b/3"}));
  EXPECT_EQ(found({"a/b/3"}, {"a/b/", "a/c/"}), (Texts{"b/3"})) << "where nothing was found, too";
  EXPECT_EQ(found({"a/1"}, {"a/", "b/"}), (Texts{"a/1"}));
}

TEST_F(OptionOfFiles, ThatLieElsewhereThanTheirPatternWidenTheFolder) {
  EXPECT_EQ(found({"a/b/3", "a/1"}, {"a/b/"}), (Texts{"b/3", "1"}));
}

TEST_F(OptionOfFiles, AreNamedFromTheirBase) {
  EXPECT_EQ(found({"a/1"}, {"a/"}, "."), (Texts{"a/1"})) << "it says more than the pattern";
  EXPECT_EQ(names({"a/1", "a/b/3"}, "."), (Texts{"a/1", "a/b/3"}));
  EXPECT_EQ(names({"a/1"}, folder_.path()), (Texts{"project/a/1"}));
  EXPECT_THROW(names({"a/1", "a/b/3"}, "a/b"), Error);
}

TEST_F(OptionOfFiles, AreTheSameHoweverTheirPathsAreSpelt) {
  const Digest digest = HashedFiles({"a/1", "a/b/3"}, "", project_).digest();
  const Texts others = {"./a//1", project_.folder + "/a/b/../b/3"};
  EXPECT_EQ(HashedFiles(others, "", project_).digest(), digest);
}

TEST_F(OptionOfFiles, HaveTheDigestOfTheirList) {
  const HashedFiles files({"a/1", "a/b/3"}, "", project_);
  EXPECT_EQ(files.text(),
            "1\t3\t" + digest_of("a/1").hex() + "\nb/3\t5\t" + digest_of("a/b/3").hex() + "\n");
  EXPECT_EQ(files.digest(), digest_of(files.text()));
  const HashedFiles many(Texts(3000, "a/1"), "", project_);  // more than one block of text
  EXPECT_EQ(many.digest(), digest_of(many.text()));
}

TEST_F(OptionOfFiles, AreGivenAsOnePathOrAsAList) {
  const Texts texts = {"a/1", "a/2"};
  EXPECT_EQ(file_paths(Argument("files", texts))->texts, texts);
  EXPECT_EQ(file_paths(Argument("files", {"a/1", "a/2"}))->texts, texts);
  EXPECT_EQ(file_paths(Argument("files", "a/1"))->texts, Texts{"a/1"});
  EXPECT_EQ(Argument("texts", texts).value(), Argument("texts", {"a/1", "a/2"}).value());
  EXPECT_THROW(file_paths(Argument("files", Texts())), Error);
  EXPECT_THROW(file_paths(Argument("files", 5)), Error);
}

TEST_F(OptionOfFiles, KeepNamesThatAreNotUtf8) {
  write_file(project_.folder + "/a/\xff", "x");
  EXPECT_EQ(names({"a/1", "a/\xff"}), (Texts{"1", "\xff"}));
  const Value given = Argument("files", Texts{"a/\xff"}).value();
  EXPECT_EQ(file_paths(Argument("files", given))->texts, Texts{"a/\xff"});
}

TEST(KnownJobs, AreLookedAtOnce) {
  const TemporaryFolder folder;
  Workdirs workdirs;
  workdirs.add("dev", folder.path());
  KnownJobs jobs(workdirs);
  const std::string path = folder.path() + "/dev-0";
  EXPECT_THROW(jobs.key("dev-0"), Error);
  make_folder(path);
  write_file(path + "/key.txt", "the key");
  EXPECT_THROW(jobs.key("dev-0"), Error);  // not finished
  write_file(path + "/post.json", "{}");
  EXPECT_EQ(jobs.key("dev-0"), digest_of("the key").hex());
  EXPECT_THROW(jobs.slices({"dev-0", "default"}), Error);
  remove_tree(path);
  EXPECT_EQ(jobs.key("dev-0"), digest_of("the key").hex());
}

}  // namespace
}  // namespace accel
