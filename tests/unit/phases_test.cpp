// SPDX-License-Identifier: Apache-2.0
#include <accel/testing.h>

#include <gtest/gtest.h>

#include "../support/message.h"

#include <fstream>

namespace accel {
namespace {

using testing::Sandbox;

struct AllPhases : Method {
  int base = option("base", 10, "");
  double scale = option("scale", 1, "an int as the default of a double");
  std::vector<int> prepare() { return {base, 2}; }
  std::int64_t analysis(int slice, const std::vector<int>& state) { return slice * state[0]; }
  std::string synthesis(const std::vector<int>& state, const std::vector<std::int64_t>& slices) {
    return std::to_string(merged(slices)) + " " + std::to_string(state.size()) + " " +
           std::to_string(scale);
  }
};

TEST(Phases, SpeakThroughValues) {
  Sandbox sandbox(3);
  EXPECT_EQ(sandbox.run<AllPhases>().result().text(), "30 2 1.000000");
  EXPECT_EQ(sandbox.run<AllPhases>({{"base", 1}, {"scale", 0.5}}).result().text(), "3 2 0.500000");
}

TEST(Arguments, AreRejectedTogetherWithSuggestions) {
  Sandbox sandbox;
  const std::string text = message([&] {
    sandbox.run<AllPhases>({{"bsae", 1}, {"scale", "big"}, {"max_bad", -1}});
  });
  EXPECT_NE(text.find("'bsae' (did you mean 'base'?)"), std::string::npos) << text;
  EXPECT_NE(text.find("'scale': expected a number (float64), got text 'big'"), std::string::npos);
  EXPECT_NE(text.find("'max_bad'"), std::string::npos) << text;
}

struct NeedsAll : Method {
  std::string word = required<std::string>("word", "");
  Dataset source = dataset("source");
  Job previous = job("previous");
  void synthesis() {}
};

TEST(Arguments, ThatAreMissingAreNamed) {
  Sandbox sandbox;
  const std::string text = message([&] { sandbox.run<NeedsAll>(); });
  EXPECT_NE(text.find("option 'word' is missing"), std::string::npos) << text;
  EXPECT_NE(text.find("dataset 'source' is missing"), std::string::npos) << text;
  EXPECT_NE(text.find("job 'previous' is missing"), std::string::npos) << text;
}

/// Copies x; the row of 1 lacks y, that of 2 has too much of it, that of 3 fails.
struct NamesBadRows : Method {
  Dataset source = dataset("source");
  Writer out = writer(int32("x"), int32("y"));
  void analysis(int slice) {
    const auto function = [](std::int32_t x) -> std::tuple<std::int32_t, std::optional<int>> {
      if (x == 1) {
        bad_row("not this");
        bad_row("no y");
        return {x, std::nullopt};
      }
      if (x == 2) bad_row(Error("too much"));
      if (x == 3) {
        bad_row("overruled");
        throw Error("nothing");
      }
      return {x, 10 * x};
    };
    out.map(source.rows(slice, int32("x")), function);
  }
};

struct BadRowsTest : ::testing::Test {
  Dataset numbers() {
    return sandbox.dataset(int32("x")).row(0).row(1).row(2).row(3).row(4).make();
  }
  Sandbox sandbox{1};
};

TEST_F(BadRowsTest, KeepTheValuesThatTheFunctionReturns) {
  const Job job = sandbox.run<NamesBadRows>({{"source", numbers()}, {"max_bad", 3}});
  std::string rows;
  for (auto [x, y] : job.dataset().rows(maybe(int32("x")), maybe(int32("y")))) {
    rows += (x ? std::to_string(*x) : "-") + ":" + (y ? std::to_string(*y) : "-") + " ";
  }
  EXPECT_EQ(rows, "0:0 1:- 2:20 -:- 4:40 ");
  std::ifstream file(job.path() + "/bad.jsonl");
  std::string lines;
  for (std::string line; std::getline(file, line);) lines += line.substr(line.find("row")) + "\n";
  EXPECT_EQ(lines,
            "row\":1,\"name\":null,\"reason\":\"no y\"}\n"
            "row\":2,\"name\":null,\"reason\":\"too much\"}\n"
            "row\":3,\"name\":null,\"reason\":\"nothing\"}\n");
}

TEST_F(BadRowsTest, CountAgainstMaxBad) {
  const std::string text = message([&] {
    sandbox.run<NamesBadRows>({{"source", numbers()}, {"max_bad", 2}});
  });
  EXPECT_NE(text.find("no y\n  3 bad rows of 5, max_bad allows 2"), std::string::npos) << text;
}

struct MissesTheMap : Method {
  Dataset source = dataset("source");
  std::string what = option("what", "");
  Writer out = append_to(source, int32("y"));
  void analysis(int slice) {
    if (what == "outside") bad_row("none");
    out.map(source.rows(slice, int32("x")), [&](std::int32_t x) {
      try {
        if (what == "job") throw JobError("the disk");
        if (what == "memory") throw std::bad_alloc();
      } catch (const std::exception& error) {
        bad_row(error);
      }
      return x;
    });
  }
};

TEST_F(BadRowsTest, AreNotForWhatEndsTheJobOrForOtherPlaces) {
  const auto run = [&](const char* what) {
    return message([&] {
      sandbox.run<MissesTheMap>({{"source", numbers()}, {"what", what}, {"max_bad", 5}});
    });
  };
  EXPECT_NE(run("outside").find("bad_row() is for the function of Writer::map"), std::string::npos);
  EXPECT_NE(run("job").find("the disk"), std::string::npos);
  EXPECT_NE(run("memory"), "no error");
  EXPECT_EQ(run("nothing"), "no error");
}

struct OutOfOrder : Method {
  Writer out = append_to(source, bytes("x"));
  Dataset source = dataset("source");
  void analysis(int) {}
};

TEST(Declarations, OutOfOrderAreAClearError) {
  Sandbox sandbox;
  const std::string text = message([&] { sandbox.run<OutOfOrder>(); });
  EXPECT_NE(text.find("declare it above the writer"), std::string::npos) << text;
}

struct DeclaresLate : Method {
  void analysis(int) {
    const int x = option("late", 1, "");
    static_cast<void>(x);
  }
};

TEST(Declarations, AreForMemberInitialisersOnly) {
  Sandbox sandbox;
  EXPECT_NE(message([&] { sandbox.run<DeclaresLate>(); }).find("for member initialisers only"),
            std::string::npos);
}

struct Twice : Method {
  int a = option("a", 1, "");
  int b = option("a", 2, "");
  void synthesis() {}
};

TEST(Declarations, OfOneNameTwiceAreAnError) {
  Sandbox sandbox;
  EXPECT_EQ(message([&] { sandbox.run<Twice>(); }), "'a' is declared twice");
}

struct WritesFiles : Method {
  void synthesis() {
    save_file("a/b.txt", Bytes(std::string_view("text")));
    std::ofstream("plain.txt") << "more";
  }
};

TEST(Files, ThatAMethodWritesAreListed) {
  Sandbox sandbox;
  const Job job = sandbox.run<WritesFiles>();
  EXPECT_EQ(job.files(), (std::vector<std::string>{"a/b.txt", "plain.txt"}));
  EXPECT_NE(
      message([&] { static_cast<void>(job.file("plain.tx")); }).find("did you mean 'plain.txt'"),
      std::string::npos);
}

template <int kName>
struct WritesReserved : Method {
  void synthesis() {
    constexpr const char* names[] = {"setup.json", "DS/x", "../x", "/tmp/x", ""};
    save_file(names[kName], Bytes(std::string_view("text")));
  }
};

TEST(Files, OfReservedNamesOrElsewhereAreRejected) {
  Sandbox sandbox;
  EXPECT_NE(message([&] { sandbox.run<WritesReserved<0>>(); }).find("reserved"), std::string::npos);
  EXPECT_NE(message([&] { sandbox.run<WritesReserved<1>>(); }).find("reserved"), std::string::npos);
  for (const std::string& text : {message([&] { sandbox.run<WritesReserved<2>>(); }),
                                  message([&] { sandbox.run<WritesReserved<3>>(); }),
                                  message([&] { sandbox.run<WritesReserved<4>>(); })}) {
    EXPECT_NE(text.find("does not stay inside"), std::string::npos) << text;
  }
}

struct WritesByItself : Method {
  void synthesis() { std::ofstream("post.json") << "{}"; }
};

TEST(Files, OfReservedNamesWrittenWithoutAskingFailTheJob) {
  Sandbox sandbox;
  EXPECT_EQ(message([&] { sandbox.run<WritesByItself>(); }),
            "the method wrote 'post.json', which is a reserved name");
}

struct Picky : Method {
  Dataset source = dataset("source");
  Writer out = append_to(source, float64("half"));
  void analysis(int slice) {
    out.map(source.rows(slice, int64("n")), [](std::int64_t n) {
      if (n < 0) throw Error("negative");
      return static_cast<double>(n) / 2;
    });
  }
};

Dataset numbers(Sandbox& sandbox) {
  return sandbox.dataset(int64("n"), text("filename"))
      .row(4, "four")
      .row(std::nullopt, "none")
      .row(-1, "minus one")
      .slice(1)
      .row(7, std::nullopt)
      .make();
}

TEST(BadRows, FailTheJobAndNameTheRowUnlessAllowed) {
  Sandbox sandbox;
  const Dataset source = numbers(sandbox);
  EXPECT_EQ(message([&] {
              sandbox.run<Picky>({{"source", source}});
            }),
            "minus one: negative\n  1 bad row of 4, max_bad allows 0");
}

TEST(BadRows, ThatAreAllowedBecomeAbsent) {
  Sandbox sandbox;
  const Job job = sandbox.run<Picky>({{"source", numbers(sandbox)}, {"max_bad", 1}});
  std::vector<std::optional<double>> halves;
  for (auto half : job.dataset().rows(maybe(float64("half")))) halves.push_back(half);
  EXPECT_EQ(halves, (std::vector<std::optional<double>>{2, std::nullopt, std::nullopt, 3.5}));
  EXPECT_EQ(job.dataset().row_count(), 4);
}

struct TooFew : Method {
  Dataset source = dataset("source");
  Writer out = append_to(source, boolean("seen"));
  void analysis(int slice) {
    if (slice == 0) out.write(true);
  }
};

TEST(AppendTo, WantsARowForEachRowOfTheSource) {
  Sandbox sandbox;
  const std::string text = message([&] { sandbox.run<TooFew>({{"source", numbers(sandbox)}}); });
  EXPECT_NE(
      text.find("has 1 row in slice 0, but the dataset it is appended to, test-0/default, has 3"),
      std::string::npos)
      << text;
}

struct AtOnce : Method {
  Writer out = writer(int32("x")).named("made");
  void synthesis() {
    out.select_slice(1);
    out.write(5);
  }
};

struct PreparedWriter : Method {
  Writer prepare() { return writer(int32("x")); }
  void synthesis(const Writer& prepared) {
    Writer out = prepared;
    out.select_slice(0);
    out.write(5);
  }
};

TEST(Writer, OfPrepareIsWrittenInSynthesis) {
  Sandbox sandbox(2);
  EXPECT_EQ(sandbox.run<PreparedWriter>().dataset().row_count(0), 1);
}

TEST(Writer, WritesInSynthesisTheSliceThatIsSelected) {
  Sandbox sandbox(3);
  const Dataset made = sandbox.run<AtOnce>().dataset("made");
  EXPECT_EQ(made.row_count(0), 0);
  EXPECT_EQ(made.row_count(1), 1);
  EXPECT_EQ(made.row_count(2), 0);
}

struct Dynamic : Method {
  int count = option("count", 2, "");
  Writer prepare() {
    std::vector<ColumnSpec> columns;
    for (int i = 0; i < count; ++i) columns.push_back(int32("c" + std::to_string(i)));
    return writer(columns).named("dynamic");
  }
  void analysis(int slice, const Writer& out_) {
    Writer out = out_;
    out.write(slice, slice + 1);
  }
};

TEST(Writer, MadeInPrepareHasColumnsKnownAtRunTimeOnly) {
  Sandbox sandbox(2);
  const Dataset made = sandbox.run<Dynamic>().dataset("dynamic");
  EXPECT_EQ(made.columns().size(), 2U);
  EXPECT_EQ(made.row_count(), 2);
}

TEST(Datasets, OfDifferentSliceCountsAreRejected) {
  struct Two : Method {
    Dataset a = dataset("a");
    Dataset b = dataset("b");
    void analysis(int) {}
  };
  Sandbox sandbox(2);
  const Dataset two = numbers(sandbox);
  Sandbox other(3);
  EXPECT_NE(message([&] {
              sandbox.run<Two>({{"a", two}, {"b", "test-9"}});
            }).find("no job test-9"),
            std::string::npos);
}

}  // namespace
}  // namespace accel
