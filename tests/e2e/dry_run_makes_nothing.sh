# SPDX-License-Identifier: Apache-2.0
# `accel build --dry-run` says what would be made and why, and makes nothing; --force makes jobs of a
# method again, once a build.
. "$(dirname "$0")/common.inc"

# Everything in the project but the cache, with times.
listing() { find . -mindepth 1 -path ./.accel -prune -o -printf '%p %T@ %s %l\n' | sort; }

# expect_nothing_made TOTALS [ARG...]: a dry run says so, and changes nothing.
expect_nothing_made() {
  totals=$1
  shift
  listing >"$work/before"
  expect_exit 0 accel build --dry-run build.cpp "$@"
  expect_totals "$totals"
  listing >"$work/after"
  cmp "$work/before" "$work/after" >&2 || fail "a dry run changed something"
}

pictures 3
thumbs_script 32 24
expect_nothing_made "4 would be made, 0 reused"
expect_printed "would make import_images  (never built before)" \
  "would make thumbnailer  (reads import_images, which is not made yet)" \
  "would make export_images  (reads thumbnailer, which is not made yet)"
expect_no_file workdirs results
expect_jobs "4 made, 0 reused"
expect_nothing_made "0 would be made, 4 reused"

thumbs_script 16 12
expect_nothing_made "1 would be made, 1 may be made, 2 reused"
expect_printed "would make thumbnailer  (option size: [32,24] became [16,12])" \
  "may make export_images  (depends on thumbnailer, which is not made yet)"
expect_exit 0 accel build --dry-run --json build.cpp
expect_printed '"outcome":"would make","method":"thumbnailer"' \
  '"outcome":"may make","method":"export_images"' \
  '"event":"totals","dry_run":true,"made":1,"reused":2,"failed":0,"may_make":1'
# Its own options, its inputs and --no-row-reuse decide, too.
expect_nothing_made "2 would be made, 2 reused" --no-row-reuse
expect_nothing_made "2 would be made, 2 reused" --force export_images
sed -i '/export_images/s/{"column", "thumb"}/{"column", "image"}/' build.cpp
expect_nothing_made "2 would be made, 2 reused"
thumbs_script 16 12

# What is asked for twice would be made once.
method answer 'int n = option("n", 0);
  accel::Dataset source = dataset("source", {.required = false});
  accel::Writer rows = writer(accel::int32("n")).named("rows");
  void prepare() { rows.select_slice(0); rows.write(n); }
  int synthesis() { return n; }'
cat >build.cpp <<'END'
#include <accel/build.h>
#include <cstdio>
void accel_main(accel::Urd& urd) {
  const std::string what = urd.args().at(0);
  auto first = urd.build("answer");
  auto again = urd.build("answer");
  auto reader = urd.build("answer", {{"n", 1}, {"source", first.dataset("rows")}});
  if (what == "arguments") urd.build("answer", {{"m", 1}, {"source", reader}});
  try {
    if (what == "result") std::printf("%d\n", again.result_as<int>());
    if (what == "file") std::printf("%s\n", again.file("x").c_str());
    if (what == "rows") std::printf("%d\n", (int)reader.dataset("rows").row_count());
  } catch (const std::exception&) {
    std::puts("taken for a failure");
  }
  urd.build("answer", {{"n", 2}});
}
END
expect_nothing_made "3 would be made, 1 reused" -- nothing
expect_printed "reused answer  (requested before, and not made yet)" "reads answer, which is not made yet"
for what in "result:the result" "file:the files" "rows:a dataset"; do
  expect_nothing_made "2 would be made, 1 reused" -- "${what%%:*}"
  expect_printed \
    "the script reads ${what#*:} of answer, which is not made yet; what follows is unknown"
  expect_no_text "$out" "taken for a failure"
done
# Arguments are checked all the same.
expect_exit 1 accel build --dry-run build.cpp -- arguments
expect_one_error "there is no option, dataset or job 'm'" "build.cpp:8"

# Forced: each job once, with what reads it; the newest is the one that is reused then.
expect_jobs "3 made, 1 reused" build.cpp -- nothing
expect_exit 1 accel build --force answr build.cpp -- nothing
expect_one_error "there is no method 'answr' (did you mean 'answer'?)"
expect_nothing_made "3 would be made, 1 reused" --force answer -- nothing
expect_printed "would make answer  (forced)"
expect_jobs "3 made, 1 reused" --force answer build.cpp -- nothing
expect_jobs "0 made, 4 reused" build.cpp -- nothing
expect_equal "$(grep -o 'dev-[0-9]*' "$out" | sort -u | tr '\n' ' ')" "dev-7 dev-8 dev-9 "
# Two scripts of one build ask for the same.
expect_exit 0 accel build --force answer build.cpp build.cpp -- nothing
expect_totals "3 made, 5 reused"
expect_nothing_running
