# SPDX-License-Identifier: Apache-2.0
# What prepare, analysis and synthesis return reaches the next phase, and the result lies in
# result.json; a new user's method of a few lines compiles and runs first time.
. "$(dirname "$0")/common.inc"

cat >build.cpp <<'END'
#include <accel/build.h>

#include <cstdio>

void accel_main(accel::Urd& urd) {
  auto sums = urd.build("sums", {{"words", {"one", "two"}}, {"weights", {{1.5, 2.5}, {3}}}});
  auto again = urd.build("reads", {{"job", sums}, {"dataset", sums}, {"many", {sums, sums}}});
  std::printf("%s\n", again.result().json().c_str());
}
END
mkdir methods
cat >methods/sums.cpp <<'END'
#include <accel/method.h>

struct Stats {
  std::int64_t count = 0;
  std::optional<std::string> word;
};
ACCEL_FIELDS(Stats, count, word)

struct Sums : accel::Method {
  using State = std::map<std::string, std::vector<int>>;
  std::vector<std::string> words = option("words", std::vector<std::string>{}, "some words");
  std::vector<std::vector<double>> weights = option("weights", std::vector<std::vector<double>>{});
  accel::Writer out = writer(accel::int32("slice"), accel::text("word"));

  State prepare() { return {{"numbers", {1, 2, 3}}}; }
  Stats analysis(int slice, const State& state) {
    out.write(slice, words.at(slice % words.size()));
    return {slice * state.at("numbers")[1], words.at(slice % 2)};
  }
  std::map<std::string, double> synthesis(const State& state, const std::vector<Stats>& slices) {
    std::map<std::string, double> sums;
    for (const Stats& stats : slices) sums[*stats.word] += static_cast<double>(stats.count);
    sums["weights"] = weights[0][1] + weights[1][0] + state.at("numbers")[2];
    return sums;
  }
};
ACCEL_METHOD(Sums)
END
method reads '
  accel::Job from = job("job");
  accel::Dataset set = dataset("dataset");
  std::vector<accel::Job> list = jobs("many");
  std::vector<std::string> synthesis() {
    std::vector<std::string> said{from.id(), std::to_string(list.size()), from.result().json()};
    for (auto [slice, word] : set.rows(accel::int32("slice"), accel::text("word"))) {
      said.push_back(std::to_string(slice) + std::string(word));
    }
    return said;
  }'
expect_jobs "2 made, 0 reused"
expect_printed '["dev-0","2","{\"one\":24.0,\"two\":32.0,\"weights\":8.5}","0one","1two","2one"'
expect_jobs "0 made, 2 reused"
# Values are typed: 3 and 3.0 are the same weight, another order is not the same list.
sed -i 's/{3}}/{3.0}}/' build.cpp
expect_jobs "0 made, 2 reused"
sed -i 's/{"one", "two"}/{"two", "one"}/' build.cpp
expect_jobs "2 made, 0 reused"
