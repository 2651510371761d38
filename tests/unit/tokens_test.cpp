// SPDX-License-Identifier: Apache-2.0
#include "method/code.h"

#include "base/text.h"

#include <gtest/gtest.h>

#include <random>

namespace accel {
namespace {

/// The tokens with a bar between them; the end of a directive is an empty one.
std::string spelt(std::string_view source) {
  std::vector<std::string> texts;
  for (const Token& token : tokens(source)) texts.push_back(token.text);
  return joined(texts, "|");
}

bool are_same_code(std::string_view a, std::string_view b) {
  return code_digest(a) == code_digest(b);
}

TEST(Tokens, DropCommentsAndLayout) {
  EXPECT_EQ(spelt("int  a ; // one\n/* two\n*/ int b;"), "int|a|;|int|b|;");
  EXPECT_EQ(spelt("a/**/b"), "a|b");
  EXPECT_EQ(spelt("\xEF\xBB\xBFint\r\na"), "int|a");
}

TEST(Tokens, TakeTheLongestOperator) {
  EXPECT_EQ(spelt("a+++b>>=c<=>d->*e...::"), "a|++|+|b|>>=|c|<=>|d|->*|e|...|::");
  EXPECT_EQ(spelt("x<::y> x<::> x<:::z"), "x|<|::|y|>|x|<:|:>|x|<:|::|z");
}

TEST(Tokens, KnowNumbersWithSeparatorsExponentsAndSuffixes) {
  EXPECT_EQ(spelt("1'000'000 0x1p-3 1e+5 .5f 1.e3 12ms 0xE+1"),
            "1'000'000|0x1p-3|1e+5|.5f|1.e3|12ms|0xE+1");
  EXPECT_EQ(spelt("a.b 1'a+'b'"), "a|.|b|1'a|+|'b'");
}

TEST(Tokens, KnowLiteralsWithPrefixesAndSuffixes) {
  EXPECT_EQ(spelt(R"--(u8"a" L'\'' "b\"c"s x"d" 'e')--"), R"--(u8"a"|L'\''|"b\"c"s|x|"d"|'e')--");
  EXPECT_EQ(tokens("u8\"a\"")[0].kind, Token::Kind::text);
  EXPECT_EQ(tokens("L'a'")[0].kind, Token::Kind::character);
}

TEST(Tokens, LeaveRawStringsAsTheyStand) {
  EXPECT_EQ(spelt("R\"(a // \\\n b)\" x"), "R\"(a // \\\n b)\"|x");
  EXPECT_EQ(spelt("u8R\"--(a)\" )--\"_s;"), "u8R\"--(a)\" )--\"_s|;");
  EXPECT_EQ(spelt("R\"(never ends"), "R\"(never ends");
}

TEST(Tokens, JoinSplicedLines) {
  EXPECT_EQ(spelt("in\\\nt a\\  \r\nb; // a \\\n comment\nc"), "int|ab|;|c");
  EXPECT_EQ(spelt("/\\\n/ comment\nx"), "x");
}

TEST(Tokens, KeepTheEndsOfDirectives) {
  EXPECT_EQ(spelt("#define A 1 /* \n */ 2\nint a;"), "#|define|A|1|2||int|a|;");
  EXPECT_EQ(spelt("# if X \\\n && Y\n#endif"), "#|if|X|&&|Y||#|endif|");
  EXPECT_EQ(spelt("a # b\nc"), "a|#|b|c");
}

TEST(Tokens, TakeTheNamesOfHeadersAsTheyStand) {
  EXPECT_EQ(spelt("#include <a//b.h> // c\n# include \"d\\e.h\"\n"),
            "#|include|<a//b.h>||#|include|\"d\\e.h\"|");
  EXPECT_EQ(tokens("#include <a.h>")[2].kind, Token::Kind::header);
  EXPECT_EQ(spelt("include <a> #include"), "include|<|a|>|#|include");
}

TEST(Tokens, EndUnterminatedQuotesWithTheLine) {
  EXPECT_EQ(spelt("#error don't\nint a;"), "#|error|don|'t||int|a|;");
  EXPECT_EQ(spelt("\"open\nb /* never closed"), "\"open|b");
  EXPECT_EQ(spelt("\"open\\"), "\"open\\");
}

TEST(Tokens, ComeOutOfAnyBytes) {
  std::mt19937 random(7);
  const std::string letters = "aR\"'()\\\n#/*<: 0.e+\xC3\x80";
  for (int round = 0; round < 2000; ++round) {
    std::string source;
    for (int i = 0; i < 40; ++i) source += letters[random() % letters.size()];
    source += '\0';
    std::size_t size = 0;
    for (const Token& token : tokens(source)) size += token.text.size();
    EXPECT_LE(size, source.size()) << quote(source);
  }
}

TEST(CodeDigest, IsTheSameWhateverTheLayout) {
  EXPECT_TRUE(are_same_code("int a=1;//x\n", "int  a\n= 1 ; /* y */"));
  EXPECT_TRUE(are_same_code("#define F(x) x\n", "#  define F( x )\tx // z\n"));
}

TEST(CodeDigest, ChangesWithTheCode) {
  EXPECT_FALSE(are_same_code("int a=1;", "int a=2;"));
  EXPECT_FALSE(are_same_code("int ab;", "int a b;"));
  EXPECT_FALSE(are_same_code("A<B<C> >", "A<B<C>>"));
  EXPECT_FALSE(are_same_code("a = \"x  y\";", "a = \"x y\";"));
  EXPECT_FALSE(are_same_code("#define A 1\n2", "#define A 1 2\n"));
  EXPECT_FALSE(are_same_code("#define F(x) 1\n", "#define F (x) 1\n"));
}

TEST(CodeDigest, TakesAFileWholeThatUsesItsLayout) {
  for (const char* word : {"__LINE__", "__DATE__", "__TIME__", "__TIMESTAMP__", "__builtin_LINE()",
                           "std::source_location::current()"}) {
    const std::string source = std::string("int a = ") + word + ";";
    EXPECT_FALSE(are_same_code(source, "\n" + source)) << word;
  }
  EXPECT_TRUE(are_same_code("a(\"__LINE__\");", "\na(\"__LINE__\");"));
  EXPECT_TRUE(are_same_code("int a = __COUNTER__;", "\nint a = __COUNTER__;"));
}

TEST(CodeDigest, TakesTheWholeUnitWholeWhenItStringises) {
  const std::string macro = "#define TEXT(x) #x\n";
  EXPECT_NE(code_digests({macro, "f(TEXT(a+b));"})[1], code_digests({macro, "f(TEXT(a + b));"})[1]);
  const std::string other = "#define JOIN(a, b) a##b\n";
  EXPECT_EQ(code_digests({other, "f(a+b);"})[1], code_digests({other, "f(a + b);"})[1]);
  EXPECT_TRUE(has_stringising(tokens("#define S(...) f(%:__VA_ARGS__)")));
  EXPECT_FALSE(has_stringising(tokens("#define HASH #\n#define F(x) x\n#if 1\n#endif")));
}

/// What stands here is in the keys of jobs on disk: other values make every job run again.
TEST(CodeDigest, IsPinned) {
  EXPECT_EQ(code_digest("#include <accel/method.h>\n#define F(x) x\n"
                        "int main() { return F('a') + 1'0; }  // \"t\"\n")
                .hex(),
            "62013c15cf58e7c501ac97826daae3f7");
  EXPECT_EQ(code_digest("int a = __LINE__;\n").hex(), "ec2b2e9344282f5c58ecd61967d8e036");
}

TEST(BuiltMethods, AreTheLiteralsInCallsOfBuild) {
  const auto names = built_methods(tokens(
      "void accel_main(accel::Urd& urd) {\n"
      "  auto a = urd.build(\"one\", {{\"x\", 1}});\n"
      "  urd.build( /* c */ \"two\");\n"
      "  // urd.build(\"three\");\n"
      "  urd . build(\"one\");\n"
      "  urd.build(name); urd.build(\"fo\" \"ur\"); urd.build(\"fi\\x76\"); rebuild(\"six\");\n"
      "}"));
  EXPECT_EQ(names, (std::vector<std::string>{"one", "two"}));
}

std::optional<std::string> suspicion(std::string_view source, PhasesFound found = {}) {
  return misspelt_phase(tokens(source), found);
}

TEST(MisspeltPhase, IsFoundByItsNearName) {
  EXPECT_EQ(suspicion("struct M { void synthesys() {} };"),
            "there is a function 'synthesys': did you mean 'synthesis'?");
  EXPECT_EQ(suspicion("struct M { std::vector<int> anlaysis(int slice) const { return {}; } };"),
            "there is a function 'anlaysis': did you mean 'analysis'?");
  EXPECT_EQ(suspicion("struct M { State* prepair(); };", {false, true, true}), std::nullopt);
  EXPECT_EQ(suspicion("struct M { auto perpare() -> int; };"),
            "there is a function 'perpare': did you mean 'prepare'?");
  EXPECT_EQ(suspicion("struct M { int prepar(int n); };"),
            "there is a function 'prepar': did you mean 'prepare'?");
}

TEST(MisspeltPhase, IsFoundByAFartherNameWhereThereIsNoPhase) {
  EXPECT_EQ(suspicion("struct M { void analyze(int slice) {} };"),
            "there is a function 'analyze': did you mean 'analysis'?");
  EXPECT_EQ(suspicion("struct M { void analyze(int slice) {} };", {false, false, true}),
            std::nullopt);
}

TEST(MisspeltPhase, IsReportedWhenTheNameIsRightButTheFunctionNotFound) {
  EXPECT_EQ(suspicion("class M { void analysis(int slice) {} };"),
            "'analysis' must be public, not overloaded and not a template");
}

TEST(MisspeltPhase, IsNotSeenWhereThePhaseIsThere) {
  EXPECT_EQ(suspicion("void synthesis() {} void synthesise() {}", {false, false, true}),
            std::nullopt);
}

TEST(MisspeltPhase, IsNotSeenInCallsAndVariables) {
  for (const char* source :
       {"return analysi(1);", "x.analysi(1) {", "M::analysi(1) {", "f(analysi(1));",
        "a = analysi(1);", "a = b * prepared(c);", "if (a > prepared(b)) {}",
        "Image prepared(image);", "auto prepared(std::move(x));", "case prepared(1): {}"}) {
    EXPECT_EQ(suspicion(source), std::nullopt) << source;
  }
}

}  // namespace
}  // namespace accel
