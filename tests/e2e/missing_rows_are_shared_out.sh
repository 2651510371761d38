#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A job that keeps rows cuts slices in which many rows are missing into shares, so that all workers
# are busy wherever the missing rows lie. A share is resumed, fails and has bad rows like a slice.
. "$(dirname "$0")/common.inc"
mkdir methods texts

# Each row takes so long that a few of them are worth a worker.
cat >methods/texts.cpp <<END
#include <accel/method.h>

#include <unistd.h>

#include <cstdio>
#include <cstdlib>

struct Texts : accel::Method {
  accel::Files files = input_files("files");
  accel::Writer out = writer(accel::text("filename"), accel::text("words"));

  void analysis(int slice) {
    std::printf("a share of slice %d\n", slice);
    out.map(files.slice(slice), [](const accel::File& file) {
      ::usleep(20000);
      const std::string words(file.read().text());
      std::printf("%s\n", words.c_str());
      while (words == "wait" && ::access("$work/hold", F_OK) == 0) ::usleep(10000);
      if (words == "crash") std::abort();
      if (words == "stop") throw accel::JobError("it is stopped");
      if (words == "bad") throw accel::Error("it is bad");
      return std::tuple(file.name(), words);
    });
  }
};
ACCEL_METHOD(Texts)
END
cat >build.cpp <<'END'
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  urd.build("texts", {{"files", accel::glob("texts/*.txt")}, {"max_bad", 3}});
}
END

again() { rm -rf workdirs; cp -r "$work/before" workdirs; }

for i in $(seq 100 169); do echo "text $i" >"texts/$i.txt"; done
expect_exit 0 accel build build.cpp
cp -r workdirs "$work/before"

# The new files lie in the last three of eight slices.
for i in $(seq 170 209); do echo "text $i" >"texts/$i.txt"; done
expect_exit 0 accel build build.cpp
grep -q '^made .* 110 rows, 40 computed' "$out" || fail "not the new rows alone"
for name in slices/7-1.json DS/default/words.7.arrow DS/default/words.7-1.arrow OUTPUT/7-1; do
  [ -f "$jobs/dev-1/$name" ] || fail "slice 7 has no $name"
done
expect_as_from_nothing texts

# Bad rows and crashes of a share have the numbers of their slice.
again
printf bad >texts/207.txt
printf crash >texts/208.txt
expect_exit 0 accel build build.cpp
grep -q '^made .* 2 bad' "$out" || fail "not two bad rows"
expect_as_from_nothing texts

# A failure says in which slice it is, and shows what its share printed.
again
echo good >texts/207.txt
printf stop >texts/208.txt
expect_exit 1 accel build build.cpp
grep -q 'slice 7 of 8, row 1[0-9]' "$err" || fail "the place is not named"
grep -q '| stop' "$err" || fail "what the share printed is not shown"

# The finished shares of a job that is killed are not run again.
again
printf wait >texts/209.txt
echo good >texts/208.txt
touch "$work/hold"
start "$ACCEL" build build.cpp
all_but_one() { [ "$(ls "$jobs/dev-1/slices" 2>/dev/null | grep -c '^[0-9-]*\.json$')" -ge 2 ]; }
wait_until all_but_one
kill -9 "$pid"
wait "$pid" 2>/dev/null || true
expect_nothing_running
rm "$work/hold"
kept=$(ls "$jobs/dev-1/slices" | grep -c '^[0-9-]*\.json$')
expect_exit 0 accel build build.cpp
grep -q "resumed, $kept shares kept" "$out" || fail "finished shares ran again"
expect_as_from_nothing texts
