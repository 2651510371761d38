#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A job that keeps rows of many earlier jobs copies small files into one. It holds few files, has
# the same values as a build in an empty workdir, and copied rows are not computed again.
. "$(dirname "$0")/common.inc"
mkdir methods texts

cat >methods/texts.cpp <<'END'
#include <accel/method.h>

struct Texts : accel::CagedMethod {
  accel::Files files = input_files("files");
  accel::Writer out =
      writer(accel::text("filename"), accel::text("words"), accel::int32("length"));

  void analysis(int slice) {
    out.map(files.slice(slice), [](const accel::File& file) {
      const std::string words(file.read().text());
      return std::tuple(file.name(), words, static_cast<std::int32_t>(words.size()));
    });
  }
};
ACCEL_METHOD(Texts)
END
cat >methods/louder.cpp <<'END'
#include <accel/method.h>

struct Louder : accel::CagedMethod {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::text("loud"));

  void analysis(int slice) {
    out.map(source.rows(slice, accel::text("words")),
            [](std::string_view words) { return std::string(words) + "!"; });
  }
};
ACCEL_METHOD(Louder)
END
cat >build.cpp <<'END'
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  auto texts = urd.build("texts", {{"files", accel::glob("texts/*.txt")}});
  urd.build("louder", {{"source", texts}});
}
END
long_text() { head -c 40000 /dev/zero | tr '\0' "$1"; }

for i in $(seq 100 119); do long_text x >"texts/$i-0.txt"; done
expect_exit 0 accel build build.cpp --slices 2
# New files lie between the others: each addition begins a part of its own.
for day in $(seq 1 40); do
  echo "on day $day" >"texts/$((100 + day / 3))-$day.txt"
  expect_exit 0 accel build build.cpp --slices 2
  [ "$(grep -c "$((20 + day)) rows, 1 computed" "$out")" -eq 2 ] || fail "day $day: not the new row alone"
done

held=$(ls "$(last_job)/DS/default/kept" | wc -l)
[ "$held" -le 16 ] || fail "the last job holds $held files of others"
[ -n "$(find "$jobs" -name '*.copied.arrow')" ] || fail "no files were copied together"
expect_as_from_nothing --slices 2 louder
accel cat louder >"$work/before" || fail "cannot read the last job"

# The rows of a job are whole when all jobs before it are gone.
for job in "$jobs"/dev-*; do
  [ "$job" = "$(last_job)" ] || [ "$job" = "$jobs/dev-80" ] || rm -r "$job"
done
accel cat louder >"$work/alone" || fail "the last job needs others"
cmp "$work/before" "$work/alone" || fail "the last job changed"
