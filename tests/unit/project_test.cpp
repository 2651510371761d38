// SPDX-License-Identifier: Apache-2.0
#include "job/project.h"
#include "base/file.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

class ProjectFile : public ::testing::Test {
 protected:
  Project open(const std::string& settings, const std::string& below = "") {
    write_file(folder_.path() + "/accel.toml", settings);
    return open_project(folder_.path() + below);
  }
  std::string message(const std::string& settings) {
    try {
      open(settings);
    } catch (const Error& error) {
      return error.message();
    }
    return "no error";
  }
  TemporaryFolder folder_;
};

TEST_F(ProjectFile, IsNotNeeded) {
  const Project project = open_project(folder_.path());
  EXPECT_EQ(project.folder, folder_.path());
  EXPECT_GE(project.slices, 8);
  EXPECT_EQ(project.workdir, folder_.path() + "/workdirs/dev");
  EXPECT_EQ(project.methods, std::vector<std::string>{folder_.path() + "/methods"});
}

TEST_F(ProjectFile, IsFoundFromAFolderBelow) {
  make_folders(folder_.path() + "/a/b");
  EXPECT_EQ(open("slices = 3", "/a/b").folder, folder_.path());
}

TEST_F(ProjectFile, SetsWhatItNames) {
  const Project project = open(
      "slices = 3\nworkdir = \"/data/work\"\nmethods = [\"a\", \"b\"]\n"
      "[compile]\ncompiler = \"clang++\"\nflags = [\"-O3\"]\npackages = [\"zlib\"]\n");
  EXPECT_EQ(project.slices, 3);
  EXPECT_EQ(project.workdir_name(), "work");
  EXPECT_EQ(project.methods.size(), 2U);
  EXPECT_EQ(project.compiler, "clang++");
  EXPECT_EQ(project.flags, std::vector<std::string>{"-O3"});
}

TEST_F(ProjectFile, AddsSettingsForOneMethod) {
  const Project project = open(
      "[compile]\nflags = [\"-O3\"]\n"
      "[method.faces]\nflags = [\"-g\"]\npackages = [\"dlib-1\"]\n[method.\"odd name\"]\n");
  using Texts = std::vector<std::string>;
  EXPECT_EQ(project.flags_of("faces"), (Texts{"-O3", "-g"}));
  EXPECT_EQ(project.packages_of("faces"), Texts{"dlib-1"});
  EXPECT_EQ(project.flags_of("others"), Texts{"-O3"});
  EXPECT_EQ(project.packages_of("others"), Texts());
  EXPECT_EQ(project.flags, Texts{"-O3"});
  const std::string path = folder_.path() + "/accel.toml";
  EXPECT_EQ(project.method_settings.at("faces").where, path + ":3");
  EXPECT_EQ(message("[method.x]\nflag = []"),
            path + ":2: unknown key 'flag' (did you mean 'flags'?)");
  EXPECT_EQ(message("[method]\nx = 1"),
            path + ":2: expected a method's table, [method.NAME], got a value named 'x'");
}

TEST_F(ProjectFile, SaysWhichImagesAreRead) {
  EXPECT_EQ(open("").images, ImageSettings());
  const ImageSettings images =
      open("[images]\nloaders = [\"svg\", \"jp2k\", \"svg\"]\nmax_pixels = 1000000000\n").images;
  EXPECT_EQ(images.loaders, (std::vector<std::string>{"jp2k", "svg"}));
  EXPECT_EQ(images.max_pixels, 1'000'000'000);
  EXPECT_EQ(images.max_seconds, 60);
  const std::string path = folder_.path() + "/accel.toml";
  EXPECT_EQ(
      message("[images]\nloaders = [\n\"svg\",\n\"sgv\"]"),
      path +
          ":4: unknown name 'sgv' in loaders; the known names are jp2k, jxl, pdf, ppm, rad, svg "
          "(did you mean 'svg'?)");
  EXPECT_EQ(message("[images]\nmax_pixels = 0"),
            path + ":2: max_pixels must be a whole number from 1 to 1099511627776");
}

TEST_F(ProjectFile, RefusesAWorkdirThatIsNotAFolderOfItsOwn) {
  const std::string begin = folder_.path() + "/accel.toml: the workdir";
  for (const char* name : {"a b", "a%", ".a", "a/.b"}) {
    const std::string said = message("workdir = \"" + std::string(name) + "\"");
    EXPECT_TRUE(said.starts_with(begin + "'s last folder names its jobs")) << said;
  }
  for (const char* name : {"..", "methods", "results", "results/a", ".accel/a", "a"}) {
    const std::string said =
        message("methods = [\"methods\", \"a/b\"]\nworkdir = \"" + std::string(name) + "\"");
    EXPECT_TRUE(said.starts_with(begin + " must be a folder of its own: '")) << said;
  }
  EXPECT_EQ(message("methods = [\".\"]\nworkdir = \"a.b-c_1\""), "no error");
}

TEST_F(ProjectFile, NamesTheLineOfAMistake) {
  const std::string path = folder_.path() + "/accel.toml";
  EXPECT_EQ(message("\nslice = 3"), path + ":2: unknown key 'slice' (did you mean 'slices'?)");
  EXPECT_EQ(message("slices = \"8\""), path + ":1: slices must be a whole number from 1 to 100000");
  EXPECT_EQ(message("slices = 0"), path + ":1: slices must be a whole number from 1 to 100000");
  EXPECT_EQ(message("methods = \"a\"").substr(0, path.size() + 3), path + ":1:");
  EXPECT_EQ(message("slices = ").substr(0, path.size() + 3), path + ":1:");
}

}  // namespace
}  // namespace accel
