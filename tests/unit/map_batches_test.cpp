// SPDX-License-Identifier: Apache-2.0
// Writer::map_batches: which rows a call gets, and what becomes of rows that fail.
#include <accel/testing.h>

#include <gtest/gtest.h>

#include "../support/message.h"

#include <algorithm>
#include <fstream>
#include <numeric>

namespace accel {
namespace {

using testing::Sandbox;

std::vector<std::size_t> calls;  ///< how many rows each call of the function got

/// 10 times x. The row of 3 throws, that of 5 is bad and keeps its value, that of 7 does not fit.
struct Tenfold : Method {
  Dataset source = dataset("source");
  int most = option("most", 4);
  std::string what = option("what", "");
  Writer out = append_to(source, int32("y"));
  void analysis(int slice) {
    out.map_batches(source.rows(slice, int32("x")), most, [&](std::span<const std::int32_t> xs) {
      calls.push_back(xs.size());
      std::vector<std::int64_t> ys;
      for (const std::int32_t x : xs) ys.push_back(value(x));
      if (what == "one less") ys.pop_back();
      return ys;
    });
  }
  std::int64_t value(std::int32_t x) const {
    if (x == 3) throw Error("three");
    if (x == 5) bad_row("five");
    if (what == "job" && x == 2) throw JobError("the disk");
    if (what == "memory" && x == 2) throw std::bad_alloc();
    return x == 7 ? std::int64_t{7} << 40 : 10 * x;
  }
};

/// The name and the size of each file.
struct FileSizes : Method {
  Files files = input_files("files");
  Writer out = writer(text("filename"), int64("size"));
  void analysis(int slice) {
    out.map_batches(files.slice(slice), 2, [](std::span<const File> some) {
      calls.push_back(some.size());
      std::vector<std::pair<std::string, std::int64_t>> rows;
      for (const File& file : some) {
        if (file.read().size() == 0) throw Error("empty");
        rows.emplace_back(file.name(), file.read().size());
      }
      return rows;
    });
  }
};

/// Two columns, one of them with absent values, as they come; whether x is even.
struct Pairs : Method {
  Dataset source = dataset("source");
  Writer out = writer(boolean("even"));
  void analysis(int slice) {
    auto rows = source.rows(slice, int32("x"), maybe(text("t")));
    out.map_batches(rows, 100, [](auto some) {
      std::vector<bool> even;
      for (auto [x, t] : some) even.push_back(x % 2 == 0 && t != "odd");
      return even;
    });
  }
};

/// The sum of each row's numbers, from the numbers of all rows in one span.
struct TensorSums : Method {
  Dataset source = dataset("source");
  Writer out = writer(float64("sum"));
  void analysis(int slice) {
    const auto column = tensor<float>("v", {2, 3});
    const auto length = static_cast<std::size_t>(column.length());
    out.map_batches(source.rows(slice, column), 100,
                    [&](std::span<const std::span<const float>> some) {
                      std::vector<double> sums;
                      for (std::size_t row = 0; row < some.size();) {
                        const std::span<const float> numbers = contiguous(some.subspan(row));
                        calls.push_back(numbers.size() / length);
                        for (std::size_t i = 0; i < numbers.size(); i += length, ++row) {
                          const auto one = numbers.subspan(i, length);
                          sums.push_back(std::accumulate(one.begin(), one.end(), 0.0));
                        }
                      }
                      return sums;
                    });
  }
};

struct MapBatches : ::testing::Test {
  MapBatches() { calls.clear(); }

  Dataset numbers(std::initializer_list<std::optional<std::int32_t>> xs) {
    auto maker = sandbox.dataset(int32("x"));
    for (const auto x : xs) maker.row(x);
    return maker.make();
  }
  Job run(std::initializer_list<std::optional<std::int32_t>> xs, int most = 4, int max_bad = 0,
          const char* what = "") {
    return sandbox.run<Tenfold>(
        {{"source", numbers(xs)}, {"most", most}, {"max_bad", max_bad}, {"what", what}});
  }
  static std::string values(const Job& job) {
    std::string text;
    for (const auto y : job.dataset().rows(maybe(int32("y")))) {
      text += (y ? std::to_string(*y) : "-") + " ";
    }
    return text;
  }
  static std::string bad_rows(const Job& job) {
    std::ifstream file(job.path() + "/bad.jsonl");
    std::string text;
    for (std::string line; std::getline(file, line);) text += line.substr(line.find("\"row"));
    return text;
  }

  Sandbox sandbox{1};
};

using Sizes = std::vector<std::size_t>;
constexpr auto kNone = std::nullopt;

TEST_F(MapBatches, GetAsManyRowsAsTheyMayAndTheRestAtTheEnd) {
  EXPECT_EQ(values(run({0, 1, 2, 4, 6, 8, 9, 10, 11})), "0 10 20 40 60 80 90 100 110 ");
  EXPECT_EQ(calls, (Sizes{4, 4, 1}));
}

TEST_F(MapBatches, LeaveOutAbsentRowsAndKeepTheirPlaces) {
  EXPECT_EQ(values(run({kNone, 0, kNone, kNone, 1, 2, 4, 6, kNone})), "- 0 - - 10 20 40 60 - ");
  EXPECT_EQ(calls, (Sizes{4, 1}));
  EXPECT_EQ(values(run({kNone, kNone})), "- - ");
  EXPECT_EQ(values(run({})), "");
}

TEST_F(MapBatches, AreComputedRowByRowIfOneIsBad) {
  const Job job = run({0, 3, 1, 2, 5, 6, 7, 8, 9}, 4, 3);
  EXPECT_EQ(values(job), "0 - 10 20 50 60 - 80 90 ");
  EXPECT_EQ(calls, (Sizes{4, 1, 1, 1, 1, 4, 1, 1, 1, 1, 1}));
  EXPECT_EQ(bad_rows(job),
            "\"row\":1,\"name\":null,\"reason\":\"three\"}"
            "\"row\":4,\"name\":null,\"reason\":\"five\"}"
            "\"row\":6,\"name\":null,\"reason\":\"column 'y': whole number 7696581394432 does not "
            "fit in int32\"}");
}

TEST_F(MapBatches, WriteOtherRowsIfAValueDoesNotFit) {
  EXPECT_EQ(values(run({6, 7, 8}, 4, 1)), "60 - 80 ");
  EXPECT_EQ(calls, (Sizes{3})) << "the function is not at fault";
}

TEST_F(MapBatches, EndTheJobForTheRowThatEndsIt) {
  for (const auto& end : {std::pair("job", "the disk"), std::pair("memory", "bad_alloc")}) {
    calls.clear();
    const std::string text = message([&] { run({0, 1, 2, 4}, 4, 4, end.first); });
    EXPECT_NE(text.find(end.second), std::string::npos) << text;
    EXPECT_EQ(calls, (Sizes{4, 1, 1, 1}));
  }
}

TEST_F(MapBatches, NeedAValueForEachRow) {
  const auto text = [&](std::initializer_list<std::optional<std::int32_t>> xs) {
    return message([&] { run(xs, 4, 9, "one less"); });
  };
  EXPECT_EQ(text({0, 1, 2, 4, 6}), "the function of map_batches returned 3 values for 4 rows");
  EXPECT_EQ(text({0}), "the function of map_batches returned 0 values for 1 row");
}

TEST_F(MapBatches, HaveAtLeastOneRow) {
  EXPECT_EQ(values(run({0, 1}, 1)), "0 10 ");
  const std::string text = message([&] { run({0, 1}, 0); });
  EXPECT_NE(text.find("map_batches cannot go over batches of 0 rows"), std::string::npos) << text;
}

TEST_F(MapBatches, GoOverFiles) {
  for (const char* name : {"a", "b", "c", "d"})
    sandbox.write_file(name, std::string("text of ") + name);
  sandbox.write_file("c", "");
  const Job job = sandbox.run<FileSizes>(
      {{"files", std::vector<std::string>{"a", "b", "c", "d"}}, {"max_bad", 1}});
  std::string text;
  for (auto [name, size] :
       job.dataset().rows(maybe(accel::text("filename")), maybe(int64("size")))) {
    text += std::string(name.value_or("-")) + ":" + std::to_string(size.value_or(-1)) + " ";
  }
  EXPECT_EQ(text, "a:9 b:9 -:-1 d:9 ");
  EXPECT_EQ(calls, (Sizes{2, 2, 1, 1}));
  EXPECT_EQ(bad_rows(job), "\"row\":2,\"name\":\"c\",\"reason\":\"empty\"}");
}

TEST_F(MapBatches, HaveTheNumbersOfTensorsInOnePieceUpToAnAbsentRow) {
  auto maker = sandbox.dataset(tensor<float>("v", {2, 3}));
  for (int row = 0; row < 8; ++row) {
    if (row == 5) {
      maker.row(std::nullopt);
    } else {
      maker.row(std::vector<float>(6, static_cast<float>(row)));
    }
  }
  const Job job = sandbox.run<TensorSums>({{"source", maker.make()}});
  std::string text;
  for (const auto sum : job.dataset().rows(maybe(float64("sum")))) {
    text += sum ? std::to_string(static_cast<int>(*sum)) + " " : "- ";
  }
  EXPECT_EQ(text, "0 6 12 18 24 - 36 42 ");
  EXPECT_EQ(calls, (Sizes{5, 2}));
}

TEST_F(MapBatches, TakeTuplesAndReturnBooleans) {
  const Dataset source = sandbox.dataset(int32("x"), text("t"))
                             .row(2, "even")
                             .row(2, std::nullopt)
                             .row(std::nullopt, "odd")
                             .row(4, "odd")
                             .make();
  const Job job = sandbox.run<Pairs>({{"source", source}});
  std::string text;
  for (const auto even : job.dataset().rows(maybe(boolean("even")))) {
    text += even ? (*even ? "1" : "0") : "-";
  }
  EXPECT_EQ(text, "11-0");
}

}  // namespace
}  // namespace accel
