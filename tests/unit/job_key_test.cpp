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
            "code\tthumbnailer.cpp\t" + digest_of("code").hex() + "\n"
            "results\timage\t1\n"
            "option\tsize\t[640,338]\n"
            "dataset\tsource\tdev-0/default " + digest_of("import").hex() + "\n");
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

TEST(JobKey, TellsWholeNumbersFromRealOnes) {
  Transcript a("m");
  a.option("x", 1);
  Transcript b("m");
  b.option("x", 1.0);
  EXPECT_NE(a.key(), b.key());
}

TEST(FirstDifference, SaysWhatChangedInWords) {
  Transcript now("thumbnailer");
  now.code("thumbnailer.cpp", digest_of("code"));
  now.results_version("image", 1);
  now.option("size", Value::List{256, 256});
  now.dataset("source", {"dev-0", "default"}, digest_of("import").hex());
  EXPECT_EQ(first_difference(example().text(), now.text()),
            "option size was [640,338], is [256,256]");
}

TEST(FirstDifference, NamesCodeInputsAndWhatIsNewOrGone) {
  Transcript code("thumbnailer");
  code.code("thumbnailer.cpp", digest_of("other"));
  EXPECT_EQ(first_difference(example().text(), code.text()), "thumbnailer.cpp changed");
  Transcript input = example();
  input.flag("-O3");
  EXPECT_EQ(first_difference(example().text(), input.text()), "flag -O3 is new");
  EXPECT_EQ(first_difference(input.text(), example().text()), "flag -O3 is gone");
  EXPECT_EQ(first_difference(example().text(), example().text()), "");
}

TEST(FirstDifference, OfAListNamesAllOfIt) {
  const auto with = [](const std::vector<std::string>& jobs) {
    Transcript transcript("m");
    for (const std::string& job : jobs) transcript.dataset("s", {job, "default"}, "key");
    return transcript.text();
  };
  EXPECT_EQ(first_difference(with({"dev-1", "dev-2"}), with({"dev-1", "dev-3"})),
            "s was dev-1/default, dev-2/default, is dev-1/default, dev-3/default");
  EXPECT_EQ(first_difference(with({"dev-1"}), with({"dev-1", "dev-1"})),
            "s was dev-1/default, is dev-1/default, dev-1/default");
}

}  // namespace
}  // namespace accel
