// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"
#include "dataset/input_list.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

using Files = std::vector<InputFile>;

InputFile file(const std::string& name, const std::string& contents) {
  return {name, contents.size(), digest_of(contents)};
}

std::string text_of(const Files& files) {
  std::string text;
  for (const InputFile& file : files) add_input_line(text, file.name, file.size, file.digest);
  return text;
}

TEST(InputFiles, ReadBackNamesWithTabsNewlinesAndBackslashes) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/files.tsv";
  const Files files = {file("a\tb\nc\\d\r", "x"), file("plain", ""), file("\xff", "yy")};
  write_file(path, text_of(files));
  const Files read = read_inputs(path);
  ASSERT_EQ(read.size(), 3U);
  for (std::size_t i = 0; i < files.size(); ++i) {
    EXPECT_EQ(read[i].name, files[i].name);
    EXPECT_EQ(read[i].size, files[i].size);
    EXPECT_EQ(read[i].digest, files[i].digest);
  }
}

TEST(InputFiles, OfADamagedListNameTheLine) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/files.tsv";
  for (const char* line : {"name", "name\tx\t00", "name\t5\tzz"}) {
    write_file(path, text_of({file("good", "x")}) + line + "\n");
    try {
      read_inputs(path);
      FAIL() << line;
    } catch (const Error& error) {
      EXPECT_FALSE(error.message().empty());
    }
  }
}

TEST(FilesChange, SaysWhatWasAddedRemovedRenamedAndChanged) {
  const Files before = {file("a", "1"), file("b", "2"), file("c", "3")};
  const auto text = [&](const Files& now) { return files_change_text(files_change(before, now)); };
  EXPECT_EQ(text({file("a", "1"), file("b", "x"), file("c", "3")}), "1 changed: b");
  EXPECT_EQ(text({file("a", "1"), file("d", "4"), file("e", "5")}), "2 added, 2 removed");
  EXPECT_EQ(text({file("b", "2"), file("a", "1"), file("c", "3")}), "the same in another order");
  EXPECT_EQ(text({file("a", "1"), file("b", "2"), file("x", "3")}), "1 renamed: c became x");
  EXPECT_EQ(text({file("a", "x"), file("d", "4"), file("e", "5"), file("c", "3")}),
            "2 added, 1 changed: a, 1 removed: b");
  EXPECT_EQ(text({file("c", "3"), file("d", "4"), file("b", "x"), file("a", "1")}),
            "1 added: d, 1 changed: b");
}

TEST(FilesChange, NamesTheFirstOfMany) {
  const Files before = {file("a", "same"), file("b", "same"), file("z", "z")};
  const Files now = {file("c", "same"), file("d", "same"), file("e", "same"),
                     file("1", "1"),    file("2", "2"),    file("3", "3")};
  EXPECT_EQ(
      files_change_names(files_change(before, now)),
      (std::vector<std::string>{"added: e, 1, 2 and 1 more", "renamed: a became c, b became d"}));
}

}  // namespace
}  // namespace accel
