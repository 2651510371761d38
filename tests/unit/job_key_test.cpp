// SPDX-License-Identifier: Apache-2.0
#include "job/key.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

Transcript example() {
  Transcript transcript("thumbnailer");
  transcript.code("thumbnailer.cpp", digest_of("code"));
  transcript.results_version("image", 1);
  transcript.option("size", Value::List{640, 338});
  transcript.dataset("source", {"dev-0", "default"}, digest_of("import").hex());
  return transcript;
}

// A change here makes every job of every user run again: it must be meant.
TEST(JobKey, OfAKnownTranscriptIsKnown) {
  EXPECT_EQ(example().text(),
            "accel key 1\n"
            "method\tthumbnailer\n"
            "code\tthumbnailer.cpp\t" +
                digest_of("code").hex() +
                "\n"
                "results\timage\t1\n"
                "option\tsize\t[640,338]\n"
                "dataset\tsource\tdev-0/default " +
                digest_of("import").hex() + "\n");
  EXPECT_EQ(example().key().hex(), "cc8cac506d7794aa7e21877fe2bb8f69");
}

TEST(JobKey, KeepsPartsApart) {
  Transcript a("m");
  a.option("x", "1\toption\ty");
  Transcript b("m");
  b.option("x", "1");
  b.option("y", Value());
  EXPECT_NE(a.key(), b.key());
}

TEST(JobKey, DistinguishesWholeNumbersFromRealOnes) {
  Transcript a("m");
  a.option("x", 1);
  Transcript b("m");
  b.option("x", 1.0);
  EXPECT_NE(a.key(), b.key());
}

/// All changes in words, in order.
std::vector<std::string> words(const std::string& before, const std::string& now) {
  std::vector<std::string> texts;
  for (const KeyChange& change : key_changes(before, now)) texts.push_back(change_text(change));
  return texts;
}
using Words = std::vector<std::string>;

TEST(KeyChanges, SayWhatChangedInWords) {
  Transcript now("thumbnailer");
  now.code("thumbnailer.cpp", digest_of("other"));
  now.results_version("image", 2);
  now.option("size", Value::List{256, 256});
  now.dataset("source", {"dev-4", "default"}, digest_of("import").hex());
  EXPECT_EQ(words(example().text(), now.text()),
            (Words{"thumbnailer.cpp changed",
                   "accel's image code gives different results (version 1 became 2)",
                   "option size: [640,338] became [256,256]",
                   "source: dev-0/default became dev-4/default"}));
  EXPECT_EQ(words(now.text(), now.text()), Words());
}

TEST(KeyChanges, NameWhatIsNewOrGone) {
  Transcript more = example();
  more.flag("-O3");
  more.flag("-g");
  more.package("zlib");
  more.setting("max_pixels", 100);
  more.option("crop", true);
  more.files("files", 30, digest_of("files"));
  EXPECT_EQ(words(example().text(), more.text()),
            (Words{"flag -O3 is new, flag -g is new", "package zlib is new",
                   "setting max_pixels: the default became 100", "option crop is new: true",
                   "files is new: 30 " + digest_of("files").hex()}));
  EXPECT_EQ(words(more.text(), example().text())[3], "option crop is gone, it was true");
}

TEST(KeyChanges, ListFlagsOneByOne) {
  const auto with = [](const std::vector<std::string>& flags) {
    Transcript transcript("m");
    for (const std::string& flag : flags) transcript.flag(flag);
    return transcript.text();
  };
  EXPECT_EQ(words(with({"-O2", "-g"}), with({"-O3", "-g"})),
            Words{"flag -O3 is new, flag -O2 is gone"});
  EXPECT_EQ(words(with({"-a", "-b"}), with({"-b", "-a"})), Words{"flags in another order"});
  EXPECT_EQ(words(with({"-a"}), with({"-a", "-a"})), Words{"flag -a is new"});
}

TEST(KeyChanges, OfAListOfInputsNameThoseThatChanged) {
  const auto with = [](const std::vector<std::string>& jobs) {
    Transcript transcript("m");
    for (const std::string& job : jobs) transcript.dataset("s", {job, "default"}, "key");
    return transcript.text();
  };
  EXPECT_EQ(words(with({"dev-1", "dev-2"}), with({"dev-1", "dev-3"})),
            Words{"s: dev-2/default became dev-3/default"});
  EXPECT_EQ(words(with({"dev-1"}), with({"dev-1", "dev-1"})), Words{"s: dev-1/default is new"});
  EXPECT_EQ(words(with({"dev-1", "dev-2"}), with({"dev-2"})), Words{"s: dev-1/default is gone"});
  EXPECT_EQ(words(with({"dev-1", "dev-2"}), with({"dev-2", "dev-1"})),
            Words{"s: the same in another order"});
}

TEST(KeyChanges, ReadNamesAndValuesAsTheyWereGiven) {
  Transcript a("m");
  a.option("tab\tname", "x");
  const std::vector<KeyPart> parts = parse_transcript(a.text());
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[1].name, "tab\tname");
  EXPECT_TRUE(parse_transcript("\xff\n\t\t\t\n").size() < 3) << "garbage does no harm";
}

TEST(Transcript, WithOtherCodeIsThatOfAMethodOfThatCode) {
  const auto with = [](const std::vector<std::string>& files) {
    Transcript transcript("m");
    for (const std::string& file : files) transcript.code(file, digest_of(file));
    transcript.flag("-O3");
    transcript.option("n", 1);
    return transcript.text();
  };
  const std::string before = with({"m.cpp"});
  const std::string now = with({"../x.h", "m.cpp", "odd\tname.h"});
  EXPECT_EQ(with_code(before, code_lines(now)), now);
  EXPECT_EQ(with_code(now, code_lines(before)), before);
  EXPECT_EQ(with_code(now, code_lines(now)), now);
}

}  // namespace
}  // namespace accel
