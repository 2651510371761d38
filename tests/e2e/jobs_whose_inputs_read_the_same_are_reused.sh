#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A job is reused for other datasets if everything that it read is the same in them, whichever phase
# read it. Its key stays the same, so the jobs that read it are found, too.
. "$(dirname "$0")/common.inc"
echo "slices = 3" >accel.toml
mkdir methods

# reader NAME 'MEMBERS': methods/NAME.cpp is a method that reads `source`.
reader() {
  method "$1" "accel::Dataset source = dataset(\"source\");
$2"
}
# make_numbers ROWS [NAME]: a method that writes so many rows in each slice.
make_numbers() {
  cat >methods/numbers.cpp <<EOF
#include <accel/method.h>
struct Numbers : accel::Method {
  accel::Writer out = writer(accel::int64("n"), accel::text("filename"));
  void analysis(int slice) {
    for (int i = 0; i < $1; ++i) out.write(10 * slice + i, "${2:-row}");
  }
};
ACCEL_METHOD(Numbers)
EOF
}
# make_more COLUMN MORE: a method that appends a column.
make_more() {
  cat >methods/more.cpp <<EOF
#include <accel/method.h>
struct More : accel::Method {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int64("$1"));
  void analysis(int slice) {
    out.map(source.rows(slice, accel::int64("n")), [](std::int64_t n) { return n + $2; });
  }
};
ACCEL_METHOD(More)
EOF
}
# expect_outcomes OUTCOME METHOD...: of the last build.
expect_outcomes() {
  outcome=$1
  shift
  for method; do
    grep -q "^$outcome *$method " "$out" || fail "$method was not $outcome"
  done
}
# newest METHOD: its newest job.
newest() { basename "$(readlink "$jobs/latest/$1")"; }

reader in_prepare 'std::int64_t prepare() {
    std::int64_t sum = 0;
    for (auto n : source.rows(accel::int64("n"))) sum += n;
    return sum;
  }
  void analysis(int, const std::int64_t&) {}
  std::int64_t synthesis(const std::int64_t& sum) { return sum; }'
reader in_synthesis 'std::int64_t synthesis() {
    std::int64_t sum = 0;
    for (auto n : source.spans(accel::int64("n"))) sum += n[0];
    return sum;
  }'
reader in_analysis 'std::int64_t analysis(int slice) {
    std::int64_t sum = 0;
    for (auto n : source.rows(slice, accel::int64("n"))) sum += n;
    return sum;
  }
  std::int64_t synthesis(const std::vector<std::int64_t>& sums) { return sums[0]; }'
reader in_map 'accel::Writer out = writer(accel::int64("double"));
  void analysis(int slice) {
    out.map(source.rows(slice, accel::int64("n")), [](std::int64_t n) { return 2 * n; });
  }'
reader counts 'std::int64_t synthesis() { return source.row_count(); }'
reader lists 'int synthesis() { return static_cast<int>(source.columns().size()); }'
reader asks 'bool synthesis() { return source.has_column("more"); }'
reader names 'std::string synthesis() { return source.job(); }'
reader passes 'accel::Dataset synthesis() { return source; }'
reader both 'std::int64_t synthesis() {
    std::int64_t sum = 0;
    for (auto [n, more] : source.rows(accel::int64("n"), accel::int64("more"))) sum += n * more;
    return sum;
  }'
reader next 'accel::Writer out = append_to(source, accel::int64("next"));
  void analysis(int slice) {
    out.map(source.rows(slice, accel::int64("double")), [](std::int64_t n) { return n + 1; });
  }'
reader keeps 'accel::Writer out = keep_from(source);
  void analysis(int slice) {
    auto rows = source.rows(slice, accel::int64("n"));
    for (auto n : rows) if (n % 2 == 0) out.keep(rows.row());
  }'
reader bad 'accel::Writer out = writer(accel::int64("half"));
  void analysis(int slice) {
    out.map(source.rows(slice, accel::int64("n")), [](std::int64_t n) {
      if (n % 2 == 1) throw accel::Error("it is odd");
      return n / 2;
    });
  }'
reader ignores 'int synthesis() { return 5; }'

make_numbers 4
make_more more 1
script '
  auto more = urd.build("more", {{"source", urd.build("numbers")}});
  const std::vector<const char*> readers = {"in_prepare", "in_synthesis", "in_analysis", "counts",
                                            "lists", "asks", "names", "passes", "keeps", "ignores"};
  for (const char* reader : readers) urd.build(reader, {{"source", more}});
  if (urd.args().empty()) urd.build("both", {{"source", more}});
  urd.build("bad", {{"source", more}, {"max_bad", 100}});
  urd.build("next", {{"source", urd.build("in_map", {{"source", more}})}});'
expect_jobs "16 made, 0 reused"
expect_jobs "0 made, 16 reused"

# Another value of a column that was appended. Jobs that append or keep rows read all columns.
make_more more 2
expect_exit 0 accel build --dry-run build.cpp
expect_outcomes reused numbers
expect_jobs "5 made, 11 reused"
expect_outcomes made more names passes both keeps
grep -q "^reused *in_prepare .*(source reads the same)" "$out" || fail "no reason"
grep -q "^reused *next [^(]*$" "$out" || fail "next was not found by its own key"
expect_jobs "0 made, 16 reused"
grep -q "^reused *in_map .*(source reads the same)" "$out" || fail "no reason later"
expect_exit 0 accel build --json build.cpp
grep '"method":"in_map"' "$out" | grep -qF '"reads_the_same":["source"]' || fail "not in the JSON"
expect_exit 0 accel why in_map
expect_printed "also reused for source $(newest more)/default: it reads the same"
expect_exit 0 accel verify

# A dry run shows it, too; --force makes the job anyway.
make_more more 3
cp build.cpp all.cpp
script 'urd.build("more", {{"source", urd.build("numbers")}});'
mv build.cpp more.cpp
mv all.cpp build.cpp
expect_jobs "1 made, 1 reused" more.cpp
expect_exit 0 accel build --dry-run build.cpp
expect_totals "4 would be made, 12 reused"
grep -q "^reused *in_prepare .*(source reads the same)" "$out" || fail "no reason in a dry run"
expect_jobs "5 made, 11 reused" --force in_map build.cpp
expect_outcomes made in_map

# Another column.
make_more other 2
expect_jobs "6 made, 9 reused" build.cpp -- without_both
expect_outcomes made more lists asks names passes keeps

# Other rows, as many in all.
make_numbers "3 + slice"
expect_jobs "12 made, 3 reused" build.cpp -- without_both
expect_outcomes reused lists asks ignores

# The names of bad rows are read, too.
make_numbers "3 + slice" changed
expect_jobs "6 made, 9 reused" build.cpp -- without_both
expect_outcomes made numbers more names passes keeps bad

# The index is a cache. Its entries may be damaged, or lead to jobs that are gone.
further=$(find "$jobs/.index" -type f)
[ "$(echo "$further" | wc -l)" -ge 20 ] || fail "few entries: $further"
for entry in $further; do echo damaged >"$entry"; done
expect_exit 0 accel verify
expect_printed "does not lead to a job"
expect_jobs "0 made, 15 reused" build.cpp -- without_both
rm -r "$jobs/.index"
expect_jobs "0 made, 15 reused" build.cpp -- without_both
expect_exit 0 accel verify
rm -r "$jobs/$(newest in_map)"
expect_jobs "2 made, 13 reused" build.cpp -- without_both
expect_outcomes made in_map next
expect_printed "the same job, "

# accel gc keeps a reused job, and removes entries of jobs that it deletes.
expect_exit 0 accel gc --delete --keep 0
expect_jobs "0 made, 15 reused" build.cpp -- without_both
make_more more 1
make_numbers 4
expect_jobs "12 made, 3 reused" build.cpp -- without_both
expect_exit 0 accel gc --delete --keep 0
for entry in $(find "$jobs/.index" -type f); do
  for job in $(sed 's/^source.//; s/[^-a-z0-9].*//' "$entry"); do expect_file "$jobs/$job"; done
done

# What prepare() read counts when a job is resumed, too.
reader resumed "std::int64_t prepare() {
    std::int64_t sum = 0;
    for (auto more : source.rows(accel::int64(\"more\"))) sum += more;
    return sum;
  }
  void analysis(int, const std::int64_t&) {
    if (::access(\"$work/fails\", F_OK) == 0) throw accel::Error(\"as told\");
  }
  std::int64_t synthesis(const std::int64_t& sum) { return sum; }"
script '
  auto more = urd.build("more", {{"source", urd.build("numbers")}});
  urd.build("resumed", {{"source", more}});'
touch "$work/fails"
expect_exit 1 accel build build.cpp
rm "$work/fails"
expect_jobs "1 made, 2 reused"
make_more more 9
expect_jobs "2 made, 1 reused"

# What earlier jobs read for the rows that a job keeps counts, too.
cp methods/numbers.cpp methods/others.cpp
sed -i 's/Numbers/Others/' methods/others.cpp
reader sometimes 'accel::Dataset other = dataset("other");
  accel::Writer out = writer(accel::int64("sum"));
  void analysis(int slice) {
    std::int64_t sum = 0;
    if (slice == 2) {
      for (auto more : other.rows(accel::int64("more"))) sum += more;
    }
    out.map(source.rows(slice, accel::int64("n")), [sum](std::int64_t n) { return n + sum; });
  }'
script '
  auto more = urd.build("more", {{"source", urd.build("numbers")}});
  urd.build("sometimes", {{"source", urd.build("others")}, {"other", more}});'
expect_jobs "2 made, 2 reused"
sed -i 's/i < 4/i < 4 + (slice == 0 ? 1 : 0)/' methods/others.cpp
expect_jobs "2 made, 2 reused"
grep -q "^made *sometimes .* 5 computed" "$out" || fail "rows are not kept"
make_more more 10
expect_jobs "2 made, 2 reused"
expect_outcomes made more sometimes

# Files of a job count as read.
method save 'void synthesis() { accel::save_file("a", accel::Bytes(std::string_view("a"))); }'
method open 'accel::Job from = job("from");
  std::string synthesis() { return from.file("a"); }'
script 'urd.build("open", {{"from", urd.build("save")}});'
expect_jobs "2 made, 0 reused"
method save 'int again = 0;
  void synthesis() { accel::save_file("a", accel::Bytes(std::string_view("a"))); }'
expect_jobs "2 made, 0 reused"

# An accepted edit holds for other inputs, too. Bad rows must be allowed.
script '
  auto more = urd.build("more", {{"source", urd.build("numbers")}});
  urd.build("bad", {{"source", more}, {"max_bad", std::stoi(urd.args().at(0))}});'
expect_jobs "0 made, 3 reused" build.cpp -- 100
sed -i 's|n / 2|n / 2 + 0|' methods/bad.cpp
expect_exit 0 accel accept bad
make_more more 2
expect_jobs "1 made, 2 reused" build.cpp -- 100
make_more more 3
expect_exit 1 accel build build.cpp -- 1
expect_jobs "0 made, 3 reused" build.cpp -- 100

# Two builds at once reuse one job.
make_more more 4
accel build build.cpp -- 100 >"$work/one" 2>&1 &
accel build build.cpp -- 100 >"$work/two" 2>&1
wait
grep -q "^reused *bad " "$work/one" || fail "the first build made it"
grep -q "^reused *bad " "$work/two" || fail "the second build made it"
expect_equal "$(cat "$work/one" "$work/two" | grep -c '^made ')" 1

# Pictures: jobs that read thumbnails are made, and so is one that appends a column to them; jobs that
# read only the pictures are reused.
pictures 3
script '
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  const int size = std::stoi(urd.args().at(0));
  auto thumbs = urd.build("thumbnailer", {{"source", images}, {"size", {size, size}}});
  urd.build("shapehist", {{"source", thumbs}});
  urd.build("export_images", {{"source", thumbs}, {"column", "image"}});
  urd.build("export_images", {{"source", thumbs}, {"column", "thumb"}});'
expect_jobs "5 made, 0 reused" build.cpp -- 20
expect_jobs "3 made, 2 reused" build.cpp -- 30
expect_outcomes reused import_images shapehist
expect_nothing_running
