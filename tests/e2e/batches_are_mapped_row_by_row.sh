#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# map_batches gives what map gives, whichever rows it computes: rows that throw, crash or take too
# long are bad by themselves, and rows of an earlier job are kept.
. "$(dirname "$0")/common.inc"
echo 'slices = 2' >accel.toml
mkdir methods texts

cat >methods/texts.cpp <<'END'
#include <accel/method.h>

struct Texts : accel::CagedMethod {
  accel::Files files = input_files("files");
  accel::Writer out = writer(accel::text("filename"), accel::text("words"));

  void analysis(int slice) {
    out.map_batches(files.slice(slice), 3, [](std::span<const accel::File> some) {
      std::vector<std::tuple<std::string, std::optional<std::string>>> rows;
      for (const accel::File& file : some) {
        const std::string words(file.read().text());
        rows.emplace_back(file.name(), words == "none" ? std::nullopt : std::optional(words));
      }
      return rows;
    });
  }
};
ACCEL_METHOD(Texts)
END
# lengths NAME CALL: a method that calls `length` for each row, and prints what each call was for.
lengths() {
  cat >"methods/$1.cpp" <<END
#include <accel/method.h>
#include <csignal>
#include <cstdio>
#include <unistd.h>

struct Lengths : accel::CagedMethod {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int32("length"));

  static int length(std::string_view words) {
    std::printf("%.*s,", static_cast<int>(words.size()), words.data());
    std::fflush(stdout);
    if (words == "throw") throw accel::Error("it throws");
    if (words == "report") accel::bad_row("it reports");
    if (words == "crash") ::raise(SIGSEGV);
    if (words == "late") ::sleep(60);
    if (words == "slow") ::usleep(400'000);
    return static_cast<int>(words.size());
  }
  void analysis(int slice) {
    std::signal(SIGSEGV, SIG_DFL);  // under a sanitizer its handler would print and exit
    auto rows = source.rows(slice, accel::text("words"));
    $2
  }
};
ACCEL_METHOD(Lengths)
END
}
lengths by_row 'out.map(rows, [](std::string_view words) { return length(words); });'
lengths by_batch 'out.map_batches(rows, 4, [](std::span<const std::string_view> some) {
      std::vector<int> lengths;
      for (const auto words : some) lengths.push_back(length(words));
      std::printf("\n");
      std::fflush(stdout);
      return lengths;
    });'
lengths by_place 'out.map_batches(rows, 4, [](std::span<const std::string_view> some) {
      std::vector<int> places;
      for (const auto words : some) places.push_back(static_cast<int>(places.size()) + (words[0] == 0));
      return places;
    });'
cat >build.cpp <<'END'
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  auto texts = urd.build("texts", {{"files", accel::glob("texts/*.txt")}});
  for (const auto& name : urd.args()) {
    urd.build(name, {{"source", texts}, {"max_bad", 9}, {"row_timeout", 1}});
  }
}
END
job_of() { basename "$(readlink "$jobs/latest/$1")"; }
calls() { tr '\n' '|' <"$jobs/latest/by_batch/OUTPUT/$1"; }

# expect_same: the rows and bad rows of by_batch are those of by_row.
expect_same() {
  expect_exit 0 accel build build.cpp -- by_row by_batch
  for method in by_row by_batch; do
    accel cat "$(job_of $method)" >"$work/rows.$method" || fail "cannot read $method"
    ! [ -f "$jobs/latest/$method/bad.jsonl" ] || cat "$jobs/latest/$method/bad.jsonl" >>"$work/rows.$method"
  done
  cmp "$work/rows.by_row" "$work/rows.by_batch" || fail "other rows or bad rows"
}
put() { printf %s "$2" >"texts/$1.txt"; }

i=10
for text in a none bb throw ccc dddd eeeee ffffff g hh report iii none jjjj crash kkkkk l mm; do
  put $i $text
  i=$((i + 1))
done
expect_same
expect_equal "$(grep -c cause "$jobs/latest/by_batch/bad.jsonl")" 1
expect_text "$jobs/latest/by_batch/bad.jsonl" '"slice":1,"row":5,"name":"24.txt"' '"cause":"crash"'
# Slice 0: the batch of four throws, so each row is computed alone; the next batch does not.
expect_equal "$(calls 0)" "a,bb,throw,a,|bb,|throw,ccc,|dddd,eeeee,ffffff,g,|"
expect_printed "by_batch " ", 3 bad"

# A batch may take as long as its rows together. Which row is late shows when they run alone.
rm -r workdirs
for i in 10 12 14 15; do put $i slow; done
put 13 cc
put 16 late
expect_same
expect_equal "$(calls 0)" "slow,slow,cc,slow,|slow,|ffffff,g,|"
expect_text "$jobs/latest/by_batch/bad.jsonl" '"slice":0,"row":6,"name":"16.txt","reason":"took longer than row_timeout, 1.00 s"'

# Rows are kept, and batches are filled across them. The first row computed is computed again alone,
# and so is a kept one.
for i in 10 12 13 14 15 16 20 24; do put $i "text $i"; done
expect_same
rm -r workdirs
expect_same
for i in 10 13 15 17; do put $i "new text $i"; done
expect_same
expect_printed "by_batch " "18 rows, 4 computed"
expect_equal "$(calls 0)" "new text 10,new text 13,new text 15,new text 17,|new text 10,|text 12,|"

# accel notices a function whose values depend on the batch.
expect_exit 0 accel build build.cpp -- by_place
put 10 "other text"
expect_exit 0 accel build build.cpp -- by_place
expect_said "the function of map depends on more than its row: computed again, row"
