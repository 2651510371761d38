#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A job with other inputs computes the rows that changed and keeps the others, wherever the map
# allows it. Its results are the same as those of a build in an empty workdir.
. "$(dirname "$0")/common.inc"
mkdir methods texts

cat >methods/texts.cpp <<'END'
#include <accel/method.h>

struct Texts : accel::CagedMethod {
  accel::Files files = input_files("files");
  accel::Writer out = writer(accel::text("filename"), accel::text("words"), accel::int32("length"));

  void analysis(int slice) {
    out.map(files.slice(slice), [](const accel::File& file) {
      const std::string words(file.read().text());
      if (words == "bad") throw accel::Error("it is bad");
      return std::tuple(file.name(), words, static_cast<std::int32_t>(words.size()));
    });
  }
};
ACCEL_METHOD(Texts)
END
cat >methods/doubled.cpp <<'END'
#include <accel/method.h>

struct Doubled : accel::CagedMethod {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int32("doubled"));

  void analysis(int slice) {
    out.map(source.rows(slice, accel::int32("length")), [](std::int32_t n) { return 2 * n; });
  }
};
ACCEL_METHOD(Doubled)
END
cat >methods/framed.cpp <<'END'
#include <accel/method.h>

struct Framed : accel::Method {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::text("framed"));
  accel::Writer numbers = writer(accel::int32("more")).named("numbers");

  std::int32_t prepare() {
    std::int32_t longest = 0;
    for (const auto n : source.rows(accel::maybe(accel::int32("length")))) {
      longest = std::max(longest, n.value_or(0));
    }
    return longest;
  }
  void analysis(int slice, const std::int32_t& longest) {
    out.map(source.rows(slice, accel::text("words"), accel::int32("doubled")),
            [&](std::string_view words, std::int32_t n) {
              return "[" + std::string(words) + "] " + std::to_string(n) + " of " +
                     std::to_string(longest);
            });
    numbers.map(source.rows(slice, accel::int32("doubled")), [](std::int32_t n) { return n + 1; });
  }
  std::int64_t synthesis() { return source.row_count(); }
};
ACCEL_METHOD(Framed)
END
cat >build.cpp <<'END'
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  auto texts = urd.build("texts", {{"files", accel::glob("texts/*.txt")}, {"max_bad", 3}});
  auto doubled = urd.build("doubled", {{"source", texts}});
  urd.build("framed", {{"source", doubled}});
}
END

# build COMPUTED: builds, also from nothing, and compares the results.
build() {
  expect_exit 0 accel build build.cpp
  expect_as_from_nothing texts doubled framed framed/numbers
  expect_computed "$1"
}

for i in $(seq 100 139); do echo "text $i" >"texts/$i.txt"; done
printf bad >texts/117.txt
printf bad >texts/131.txt
build "40 40 40"

echo "another text" >texts/200.txt  # the last and the longest: prepare() returns another state
build "1 1 41"
echo "a text" >texts/120b.txt
echo changed >texts/101.txt
rm texts/139.txt
build "2 2 2"
grep -A1 '"kept_from"' "$jobs/dev-6/post.json" | grep -q '"dev-3"' \
  || fail "post.json does not name the job whose rows were kept"
for method in texts doubled framed; do
  expect_exit 0 accel why "$(basename "$(readlink "$jobs/latest/$method")")"
  expect_printed "  computed: 101.txt, 120b.txt"
  expect_exit 0 accel job "$(basename "$(readlink "$jobs/latest/$method")")"
  expect_printed "; 2 computed (101.txt, 120b.txt), the others kept from dev-"
done
expect_exit 0 accel why framed --json
expect_printed '"computed":{"rows":2,"first":["101.txt","120b.txt"]}'
expect_exit 0 accel why dev-0 --json
expect_printed '"computed":null'
mv texts/105.txt texts/300.txt
build "1 0 0"
cp texts/110.txt texts/110b.txt
build "1 0 0"
rm texts/110b.txt texts/111.txt  # all the rest was computed before
build "0 0 0"
expect_exit 0 accel why framed
expect_printed "computed: no rows"
expect_exit 0 accel job framed
expect_printed "; 0 computed, the others kept from dev-"

# Bad rows stay bad, and count.
printf bad >texts/090.txt
build "1 0 0"  # the values are absent, as those of the other bad texts
grep -q '"row":0,"name":"090.txt","reason":"it is bad"' "$jobs/latest/texts/bad.jsonl" ||
  fail "the bad row is missing"
printf bad >texts/091.txt
expect_failure 1 "4 bad rows of 42, max_bad allows 3"
rm texts/09?.txt texts/112.txt
build "0 0 0"

# Another number of slices.
printf 'slices = 3\n' >accel.toml
echo more >texts/102b.txt
build "1 1 1"
rm accel.toml texts/102b.txt texts/113.txt

# All files of the predecessors belong to the job that keeps them.
last=$(basename "$(readlink "$jobs/latest/framed")")
expect_exit 0 accel cat "$last"
cp "$out" "$work/before"
expect_exit 0 accel verify

# A predecessor that is damaged or was removed is not used; other jobs may be.
rm -rf "$work/whole"
cp -a workdirs "$work/whole"
last_texts=$(basename "$(readlink "$jobs/latest/texts")")
while read -r damage; do
  rm -rf workdirs texts/400.txt
  cp -a "$work/whole" workdirs
  for other in "$jobs"/dev-*; do
    [ "$(basename "$other")" = "$last_texts" ] || ! grep -q '"method": "texts"' "$other/setup.json" ||
      rm -r "$other"
  done
  (cd "$jobs/$last_texts" && eval "$damage")
  echo 400 >texts/400.txt
  expect_exit 0 accel build build.cpp
  grep -Eq '^made *texts .* 39 rows(, [0-9]+ bad)?  \(' "$out" || fail "$damage: rows were kept"
done <<'END'
rm -r ../"$(basename "$PWD")"
rm post.json
sed -i s/filename/filenome/ post.json
rm bad.jsonl
mkdir prepared && mv slices/prepare.json prepared && mkdir slices/prepare.json
sed -i 2d inputs/files.tsv
sed -i s/part/pert/ DS/default/parts.tsv
rm DS/default/dataset.json
rm DS/default/kept/*
for file in DS/default/kept/*; do truncate -s 100 "$file"; done
for file in DS/default/kept/*; do mv "$file" x && ln -s "$PWD/x" "$file"; done
END
rm -r workdirs texts/400.txt
mv "$work/whole" workdirs

# After an edit of the method, with another option or with --force, all rows are computed.
build "0 0 0"
sed -i 's/2 \* n/3 * n/' methods/doubled.cpp
build "- 38 36"  # the values of the two bad rows stay absent
expect_exit 0 accel build build.cpp --force framed
expect_computed "- - 38"
# So are those of all jobs that --no-row-reuse makes. Finished jobs are reused.
expect_exit 0 accel build build.cpp --no-row-reuse
expect_computed "- - -"
echo new >texts/500.txt
expect_exit 0 accel build build.cpp --no-row-reuse
expect_computed "39 39 39"
last=$(basename "$(readlink "$jobs/latest/doubled")")
expect_no_text "$jobs/$last/setup.json" predecessors
rm texts/500.txt
echo newer >texts/501.txt
build "1 1 1"
