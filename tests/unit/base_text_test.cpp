// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <gtest/gtest.h>

#include <cstdio>

namespace accel {
namespace {

TEST(Escaped, ShowsControlCharactersAndInvalidUtf8AsHex) {
  EXPECT_EQ(escaped("a\nb\x1b[31m\xff"), "a\\x0ab\\x1b[31m\\xff");
  EXPECT_EQ(escaped("gr\xc3\xbc\xc3\x9f"), "gr\xc3\xbc\xc3\x9f");
  EXPECT_EQ(escaped("\xc2\x9b"), "\\xc2\\x9b");
}

TEST(Printable, KeepsLinesAndWhatIsEscapedAlready) {
  EXPECT_EQ(printable("a\n\tb \\x1b gr\xc3\xbc"), "a\n\tb \\x1b gr\xc3\xbc");
  EXPECT_EQ(printable("\x1b[31m\r\a\x7f\xff\xc2\x9b"), "\\x1b[31m\\x0d\\x07\\x7f\\xff\\xc2\\x9b");
  EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
}

TEST(PrintableLine, IsOneLineWithTheBackslashesOfJson) {
  EXPECT_EQ(printable_line("{\"a\":\"x\\ny\"} gr\xc3\xbc"), "{\"a\":\"x\\ny\"} gr\xc3\xbc");
  EXPECT_EQ(printable_line("a\n\tb\x1b\x7f\xff\xc2\x9b"), "a\\x0a\\x09b\\x1b\\x7f\\xff\\xc2\\x9b");
}

TEST(Shortened, EndsBehindAWholeCharacter) {
  EXPECT_EQ(shortened("12345", 5), "12345");
  EXPECT_EQ(shortened("123456", 5), "12...");
  EXPECT_EQ(shortened("1\xc3\xbc\xc3\xbc\xc3\xbc", 5), "1...");
  EXPECT_EQ(shortened("\xf0\x9f\x93\xb7\xf0\x9f\x93\xb7", 6), "...");
  EXPECT_EQ(shortened("\xf0\x9f\x93\xb7\xf0\x9f\x93\xb7", 7), "\xf0\x9f\x93\xb7...");
}

TEST(IsUtf8, RejectsOverlongSurrogatesAndWhatIsCutShort) {
  EXPECT_TRUE(is_utf8("plain text that is longer than a word"));
  EXPECT_TRUE(is_utf8("\xf0\x9f\x93\xb7 camera"));
  for (const char* bad :
       {"\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "abcdefgh\xe2\x82", "\x80"}) {
    EXPECT_FALSE(is_utf8(bad)) << escaped(bad);
  }
}

TEST(IsUtf8, SeesABadByteWhereverItStands) {
  for (std::size_t size = 0; size < 40; ++size) {
    EXPECT_TRUE(is_utf8(std::string(size, 'x'))) << size;
    for (std::size_t at = 0; at < size; ++at) {
      std::string text(size, 'x');
      text[at] = '\x80';
      EXPECT_FALSE(is_utf8(text)) << at << " of " << size;
    }
  }
}

TEST(DidYouMean, NamesTheNearestWordOnly) {
  EXPECT_EQ(did_you_mean("siez", {"size", "format"}), " (did you mean 'size'?)");
  EXPECT_EQ(did_you_mean("thumbnailr", {"shapehist", "thumbnailer"}),
            " (did you mean 'thumbnailer'?)");
  EXPECT_EQ(did_you_mean("xyzzy", {"size", "format"}), "");
}

TEST(EditDistance, CountsASwapAsOne) {
  EXPECT_EQ(edit_distance("analysis", "anaylsis"), 1U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
}

std::string as_sh_reads(const std::string& word) {
  FILE* pipe = ::popen(("printf %s. " + word).c_str(), "r");
  std::string text;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text += static_cast<char>(c);
  EXPECT_EQ(::pclose(pipe), 0);
  return text;
}

TEST(ShellWord, IsReadByShAsTheTextItStandsFor) {
  for (const char* text : {"", "my project", "it's", "'", "a\\b", "$HOME", "`x`", "~", "*", "\"",
                           "gr\xc3\xbcn", "a;b"}) {
    EXPECT_EQ(as_sh_reads(shell_word(text)), std::string(text) + ".") << shell_word(text);
  }
  EXPECT_EQ(shell_word("my project"), "'my project'");
  EXPECT_EQ(shell_word("a/b-c.d"), "a/b-c.d");
}

TEST(ShellWord, ShowsNoControlCharacter) { EXPECT_EQ(shell_word("a'\x1b\\"), "$'a\\'\\x1b\\\\'"); }

TEST(FileSafe, KeepsDifferentNamesDifferentAndPlainOnesPlain) {
  EXPECT_EQ(file_safe("thumb"), "thumb");
  EXPECT_EQ(file_safe("a/b"), "a%2Fb");
  EXPECT_EQ(file_safe("a%2Fb"), "a%252Fb");
  EXPECT_EQ(file_safe(".."), "%2E%2E");
  EXPECT_EQ(file_safe("x.y z"), "x.y z");
}

TEST(TsvField, EscapesWhatWouldEndTheField) {
  EXPECT_EQ(tsv_field("a\tb\nc\\d\r"), "a\\tb\\nc\\\\d\\r");
}

TEST(UtcTime, IsIso8601) { EXPECT_EQ(utc_time(1709209696), "2024-02-29T12:28:16Z"); }

}  // namespace
}  // namespace accel
