// SPDX-License-Identifier: Apache-2.0
// Names that strangers gave: which of them a method may write a file, a column or a dataset by.
#include <accel/testing.h>

#include <gtest/gtest.h>
#include <unistd.h>

#include "../support/message.h"

#include <fstream>

namespace accel {
namespace {

using testing::Sandbox;
using namespace std::string_literals;

TEST(FileNames, ThatStayInsideAreTakenInOneForm) {
  const std::pair<std::string, std::string> names[] = {
      {"a.jpg", "a.jpg"},
      {"-rf", "-rf"},
      {"a b'\"$(x);`y`", "a b'\"$(x);`y`"},
      {"x\n.jpg", "x\n.jpg"},
      {"\x1b[31m", "\x1b[31m"},
      {"dots...", "dots..."},
      {"...", "..."},
      {"a/b/c", "a/b/c"},
      {"a//b", "a/b"},
      {"./a/./b", "a/b"},
      {"a/../b", "b"},
      {"a/b/../../c", "c"},
      {"setup.json.jpg", "setup.json.jpg"},
      {"a/DS/x", "a/DS/x"},
      {std::string(255, 'x'), std::string(255, 'x')}};
  for (const auto& [name, normal] : names) EXPECT_EQ(check_file_name(name), normal);
}

TEST(FileNames, ThatLeadOutAreReservedOrImpossibleAreRejected) {
  const std::pair<std::string, const char*> names[] = {
      {"", "does not stay inside"},
      {".", "does not stay inside"},
      {"..", "does not stay inside"},
      {"../x", "does not stay inside"},
      {"../../x", "does not stay inside"},
      {"a/../../b", "does not stay inside"},
      {"/etc/x", "does not stay inside"},
      {"//x", "does not stay inside"},
      {"a/", "does not stay inside"},
      {"a/..", "does not stay inside"},
      {"a\0b"s, "does not stay inside"},
      {"post.json", "reserved"},
      {"./post.json", "reserved"},
      {"a/../key.txt", "reserved"},
      {"DS/x", "reserved"},
      {"DS", "reserved"},
      {"slices//tmp/x", "reserved"},
      {std::string(256, 'x'), "256 bytes"},
      {"a/" + std::string(300, 'x') + "/b", "300 bytes"},
      {"bad\xff.jpg", "not UTF-8"},
      {"\xed\xa0\x80", "not UTF-8"}};
  for (const auto& [name, reason] : names) {
    const std::string text = message([&] { check_file_name(name); });
    EXPECT_NE(text.find(reason), std::string::npos) << text;
  }
  std::string deep = "x";
  while (deep.size() < 4100) deep += "/" + std::string(100, 'x');
  EXPECT_NE(message([&] { check_file_name(deep); }).find("too long"), std::string::npos);
}

/// A link that the method made itself, or that something else put there.
struct SavesThroughALink : Method {
  std::string target = option("target", "");
  std::string name = option("name", "");
  int synthesis() {
    if (::symlink(target.c_str(), "way") != 0) return 0;
    save_file(name, Bytes(std::string_view("text")));
    return 1;
  }
};

TEST(SaveFile, FollowsNoLink) {
  const Sandbox outside;
  Sandbox sandbox;
  for (const char* name : {"way/x", "way/deep/x", "way"}) {
    EXPECT_THROW(sandbox.run<SavesThroughALink>({{"target", outside.folder()}, {"name", name}}),
                 Error);
  }
  EXPECT_THROW(
      sandbox.run<SavesThroughALink>({{"target", outside.folder() + "/x"}, {"name", "way"}}),
      Error);
  EXPECT_FALSE(std::ifstream(outside.folder() + "/x").is_open());
  EXPECT_FALSE(std::ifstream(outside.folder() + "/deep/x").is_open());
}

struct Named : Method {
  std::string column = option("column", "c");
  std::string dataset = option("dataset", "d");
  Writer out = writer(int64(column)).named(dataset);
  void analysis(int slice) { out.write(slice); }
};

TEST(ColumnsAndDatasets, KeepOddNames) {
  Sandbox sandbox(2);
  const std::string names[] = {
      "..",       "/",           "../../x",  "a b",   "new\nline",
      "'quote\"", "-",           "\x1b[31m", "a\0b"s, std::string(200, 'x'),
      "\xc3\xbc", "dataset.json"};
  for (const std::string& name : names) {
    Job job = sandbox.run<Named>({{"column", name}, {"dataset", name}});
    const Dataset dataset = job.dataset(name);
    EXPECT_EQ(dataset.columns().at(0).name, name);
    EXPECT_EQ(dataset.row_count(), 2);
    EXPECT_EQ(job.files(), std::vector<std::string>());
  }
}

TEST(ColumnsAndDatasets, RejectNamesThatNoFileCanCarry) {
  Sandbox sandbox;
  std::string wide;  // each byte takes three in a file's name
  while (wide.size() < 80) wide += "\xc3\xbc";
  for (const std::string& name : {""s, std::string(201, 'x'), wide}) {
    for (const char* option : {"column", "dataset"}) {
      const std::string text = message([&] { sandbox.run<Named>({{option, name}}); });
      EXPECT_NE(text.find("cannot be named"), std::string::npos) << text;
    }
  }
}

}  // namespace
}  // namespace accel
