// SPDX-License-Identifier: Apache-2.0
#include "method/dependencies.h"

#include "method/packages.h"

#include <gtest/gtest.h>

namespace accel {
namespace {

using Words = std::vector<std::string>;

TEST(Dependencies, AreReadOverSeveralLines) {
  EXPECT_EQ(parse_dependencies("object: a.cpp b.h \\\n  c.h\n"), (Words{"a.cpp", "b.h", "c.h"}));
  EXPECT_EQ(parse_dependencies("object: a.cpp \\\r\n  c.h\r\n"), (Words{"a.cpp", "c.h"}));
  EXPECT_EQ(parse_dependencies("object:\\\n a.cpp"), (Words{"a.cpp"}));
}

TEST(Dependencies, EndWithTheFirstRule) {
  EXPECT_EQ(parse_dependencies("object: a.cpp b.h\n\nb.h:\n"), (Words{"a.cpp", "b.h"}));
}

TEST(Dependencies, OfNothingAreNone) {
  EXPECT_EQ(parse_dependencies(""), Words{});
  EXPECT_EQ(parse_dependencies("object:"), Words{});
  EXPECT_EQ(parse_dependencies("object: \\"), Words{"\\"});
}

/// As g++ 12 wrote it for these names.
TEST(Dependencies, MayHaveStrangeNames) {
  EXPECT_EQ(
      parse_dependencies("object: a\\ b/sp\\ ace.h ap'os.h do$$lar.h ha\\#sh.h back\\slash.h \\\n"
                         " b\\\\\\ s.h b\\\\#s.h col:on.h tab\\\tx.h q\"uote.h\n"),
      (Words{"a b/sp ace.h", "ap'os.h", "do$lar.h", "ha#sh.h", "back\\slash.h", "b\\ s.h",
             "b\\#s.h", "col:on.h", "tab\tx.h", "q\"uote.h"}));
}

TEST(ShellWords, KeepBlanksThatAreQuoted) {
  EXPECT_EQ(shell_words(" -I/a\\ b  -DX='y z' \"-L/c d\"\n''"),
            (Words{"-I/a b", "-DX=y z", "-L/c d", ""}));
}

}  // namespace
}  // namespace accel
