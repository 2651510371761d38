#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Earlier jobs that look as if they could serve, but do not: another job with the id of an input, a
# failed job whose list of bad rows is gone, slices with rows that have more time now, slices of
# other libraries. And jobs that serve although something was odd: a test of a row that took too
# long, an edit that was accepted.
. "$(dirname "$0")/common.inc"
mkdir methods texts

cat >methods/texts.cpp <<'END'
#include <accel/method.h>
#include <filesystem>
#include <thread>

// Reads files outside of what accel sees: "slow" delays the row that finds it, once; "stop" stops
// the second slice.
struct Texts : accel::Method {
  accel::Files files = input_files("files");
  accel::Writer out = writer(accel::text("filename"), accel::text("words"));

  void analysis(int slice) {
    out.map(files.slice(slice), [slice](const accel::File& file) {
      const std::string words(file.read().text());
      if (words == "bad\n") throw accel::Error("it is bad");
      if (slice == 1 && std::filesystem::exists(file.path() + ".stop")) throw accel::JobError("stop");
      if (words == "late\n" && std::filesystem::remove("FOLDER/slow")) {
        std::this_thread::sleep_for(std::chrono::seconds(20));
      }
      return std::tuple(file.name(), words);
    });
  }
};
ACCEL_METHOD(Texts)
END
sed -i "s|FOLDER|$PWD|" methods/texts.cpp
cat >methods/louder.cpp <<'END'
#include <accel/method.h>

struct Louder : accel::CagedMethod {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::text("loud"));

  void analysis(int slice) {
    out.map(source.rows(slice, accel::text("words")),
            [](std::string_view words) { return "<" + std::string(words) + ">"; });
  }
};
ACCEL_METHOD(Louder)
END
script '
  urd.build("texts", {{"files", accel::glob("texts/*.txt")}, {"max_bad", MAX_BAD}, {"row_timeout", LIMIT}});'
# limits MAX_BAD ROW_TIMEOUT
limits() { sed -i "s/\"max_bad\", [^}]*/\"max_bad\", $1/; s/\"row_timeout\", [^}]*/\"row_timeout\", $2/" build.cpp; }
limits 0 60
echo "slices = 2" >accel.toml
for i in 10 11 12 13 14 15 16 17; do echo "text $i" >"texts/$i.txt"; done

# The dataset base-0/default is another one in another workdir.
for day in monday tuesday; do
  printf 'slices = 2\nworkdir = "%s/%s/base"\n' "$PWD" "$day" >accel.toml
  expect_exit 0 accel build build.cpp
  echo changed >texts/11.txt
done
cat >louder.cpp <<'END'
#include <accel/build.h>
void accel_main(accel::Urd& urd) { urd.build("louder", {{"source", "base-0"}}); }
END
for day in monday tuesday; do
  printf 'slices = 2\nsources = ["%s/%s/base"]\n' "$PWD" "$day" >accel.toml
  expect_exit 0 accel build louder.cpp
done
expect_printed "base-0 is not the job of that name that dev-0 read"
expect_exit 0 accel cat louder -c loud
expect_printed "<changed"
rm -r monday tuesday workdirs
echo "slices = 2" >accel.toml

# A commit that was cut short has removed the lists of bad rows.
echo bad >texts/12.txt
echo bad >texts/16.txt
expect_failure 1 "it is bad"
rm "$jobs"/dev-0/slices/*.bad.jsonl
rm texts/10.txt
expect_failure 1 "it is bad"
limits 2 60
expect_exit 0 accel build build.cpp
expect_printed "7 rows, 2 bad"
rm -r workdirs

# Rows that took too long have more time when the job is resumed.
limits 1 0.5
for i in 10 12 16; do echo "text $i" >"texts/$i.txt"; done
echo late >texts/11.txt
: >slow
: >texts/17.txt.stop
expect_exit 1 accel build build.cpp --concurrency 1
rm texts/17.txt.stop
cp -r workdirs late
expect_exit 0 accel build build.cpp
expect_printed "1 bad"
rm -r workdirs
mv late workdirs
limits 1 60
expect_exit 0 accel build build.cpp
expect_no_text "$out" " bad"
expect_as_from_nothing texts

# A row that is computed again as a test, and takes too long, says nothing about the others. The
# job computes all rows, and the next one keeps them.
rm -r workdirs
rm texts/*.txt
echo late >texts/11.txt
echo late >texts/16.txt
limits 1 0.5
expect_exit 0 accel build build.cpp
: >slow
echo "text 18" >texts/18.txt
expect_exit 0 accel build build.cpp
expect_said "computed again, row" "took longer than row_timeout"
echo "text 19" >texts/19.txt
expect_exit 0 accel build build.cpp
expect_printed "4 rows, 1 computed"

# Slices that were computed with other libraries are not kept.
rm -r workdirs
: >texts/19.txt.stop
expect_exit 1 accel build build.cpp --concurrency 1
rm texts/19.txt.stop
sed -i 's/"libraries": "/&libother 1, /' "$jobs/dev-0/setup.json"
expect_exit 0 accel build build.cpp
expect_no_text "$out" "resumed"
expect_file "$jobs/dev-1/post.json"

# After an edit that was accepted, rows of the jobs before it are kept.
sed -i 's/file.name(), words)/file.name(), words + "")/' methods/texts.cpp
expect_exit 0 accel accept texts
echo "text 20" >texts/20.txt
expect_exit 0 accel build build.cpp
expect_printed "5 rows, 1 computed"
