#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A job keeps the rows that an earlier job computed before it failed, as far as its slices are
# whole, even if the inputs changed.
. "$(dirname "$0")/common.inc"
mkdir methods texts

cat >methods/texts.cpp <<'END'
#include <accel/method.h>

struct Texts : accel::CagedMethod {
  accel::Files files = input_files("files");
  accel::Writer out = writer(accel::text("filename"), accel::int32("length"));

  void analysis(int slice) {
    out.map(files.slice(slice), [](const accel::File& file) {
      const std::string words(file.read().text());
      if (words == "stop") throw accel::JobError("it is stopped");
      if (words == "bad") throw accel::Error("it is bad");
      return std::tuple(file.name(), static_cast<std::int32_t>(words.size()));
    });
  }
};
ACCEL_METHOD(Texts)
END
cat >build.cpp <<'END'
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  urd.build("texts", {{"files", accel::glob("texts/*.txt")}});
}
END

for i in $(seq 100 119); do echo "text $i" >"texts/$i.txt"; done
printf bad >texts/105.txt
expect_failure 1 "105.txt: it is bad"
rm texts/105.txt
expect_exit 0 accel build build.cpp
grep -q '^made .* 19 rows, 0 computed' "$out" || fail "rows of the failed job were computed again"
expect_as_from_nothing texts
rm -r "$jobs/dev-0"
expect_as_from_nothing texts

# Rows of unfinished slices are not kept. The slices run one after the other; the last has 3 rows.
rm -r workdirs
echo other >texts/105.txt
printf stop >texts/119.txt
expect_exit 1 accel build build.cpp --concurrency 1
echo another >texts/119.txt
cp -r workdirs "$work/failed"
expect_exit 0 accel build build.cpp
grep -q '^made .* 20 rows, 3 computed' "$out" || fail "not the rows of the last slice alone"
expect_as_from_nothing texts

# If the file of a slice was damaged or removed, its rows are computed again.
for damage in 'printf x | dd of=FILE bs=1 seek=100 conv=notrunc' 'rm FILE' 'truncate -s 99 FILE'; do
  rm -r workdirs
  cp -r "$work/failed" workdirs
  eval "$(echo "$damage" | sed "s|FILE|$jobs/dev-0/DS/default/length.2.arrow|")" 2>/dev/null
  expect_exit 0 accel build build.cpp
  grep -Eq '^made .* 20 rows, [56] computed' "$out" || fail "$damage: not the rows of two slices"
  expect_as_from_nothing texts
done

# Rows are not kept if the reports are damaged, or if the code was different.
rm -r workdirs
cp -r "$work/failed" workdirs
for slice in 0 1 2 3 4 5 6; do echo '{}' >"$jobs/dev-0/slices/$slice.json"; done
expect_exit 0 accel build build.cpp
grep -q '^made .* 20 rows  (' "$out" || fail "reports without contents were believed"
rm -r workdirs
cp -r "$work/failed" workdirs
sed -i 's/words.size()/words.size() + 1/' methods/texts.cpp
expect_exit 0 accel build build.cpp
grep -q '^made .* 20 rows  (' "$out" || fail "rows of other code were kept"

# Rows come from several jobs: here those of the first, and what a job that kept them had computed
# when it failed. The slices run one after the other.
sed -i 's/words.size() + 1/words.size()/' methods/texts.cpp
rm -r workdirs
expect_exit 0 accel build build.cpp
for i in $(seq 120 139); do echo "text $i" >"texts/$i.txt"; done
printf stop >texts/139.txt
expect_exit 1 accel build build.cpp --concurrency 1
echo good >texts/139.txt
echo another >texts/090.txt
expect_exit 0 accel build build.cpp
grep -q '^made .* 41 rows, [56] computed' "$out" || fail "not the rows that neither job computed"
grep -A2 '"kept_from"' "$(last_job)/post.json" | grep -q '"dev-1"' || fail "the failed job is not named"
expect_as_from_nothing texts

# Bad rows come with them.
rm -r workdirs
expect_exit 0 accel build build.cpp
for i in $(seq 140 159); do echo "text $i" >"texts/$i.txt"; done
sed -i 's/glob("texts\/\*.txt")}/&, {"max_bad", 2}/' build.cpp
printf bad >texts/141.txt
printf stop >texts/159.txt
expect_exit 1 accel build build.cpp --concurrency 1
echo good >texts/159.txt
printf bad >texts/158.txt
expect_exit 0 accel build build.cpp
grep -q '^made .* 61 rows, [0-9] computed, 2 bad' "$out" || fail "not two bad rows"
[ "$(grep -c '"name":"1[45]' "$(last_job)/bad.jsonl")" -eq 2 ] || fail "bad rows have other names"
expect_as_from_nothing texts
