# SPDX-License-Identifier: Apache-2.0
# A job that keeps rows of an earlier job has hard links to the files that these rows saved. Its
# files are the same as those of a build in an empty workdir, whatever was edited, damaged or cut
# short.
. "$(dirname "$0")/common.inc"
mkdir methods texts

cat >methods/texts.cpp <<'END'
#include <accel/method.h>

struct Texts : accel::CagedMethod {
  accel::Files files = input_files("files");
  accel::Writer out = writer(accel::text("filename"), accel::text("body"));

  void analysis(int slice) {
    out.map(files.slice(slice), [](const accel::File& file) {
      return std::tuple(file.name(), std::string(file.read().text()));
    });
  }
};
ACCEL_METHOD(Texts)
END
# A file for each word of a text. A row with a word that begins with "bad" is bad when it has saved
# its files. The word "hold" waits.
cat >methods/words.cpp <<END
#include <accel/method.h>

#include <unistd.h>

#include <sstream>

struct Words : accel::Method {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int32("words"));

  void analysis(int slice) {
    out.map(source.rows(slice, accel::text("filename"), accel::text("body")),
            [](std::string_view name, std::string_view body) {
              std::istringstream words{std::string(body)};
              std::int32_t count = 0;
              bool is_bad = false;
              for (std::string word; words >> word; ++count) {
                accel::save_file(std::string(name.substr(0, 1)) + "/" + word, accel::Bytes(name));
                while (word == "hold" && access("$work/hold", F_OK) == 0) usleep(1000);
                is_bad = is_bad || word.starts_with("bad");
              }
              if (is_bad) throw accel::Error("it is bad");
              return count;
            });
  }
};
ACCEL_METHOD(Words)
END
cat >build.cpp <<'END'
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  auto texts = urd.build("texts", {{"files", accel::glob("texts/*.txt")}});
  auto words = urd.build("words", {{"source", texts}, {"max_bad", 1000}});
  if (urd.args().empty()) words.link_results("**", "words/");
}
END

# files_of JOB_PATH: everything that its rows saved.
files_of() {
  (cd "$1" && find . -type f -path './[0-9]/*' | LC_ALL=C sort | xargs cksum && cat files.tsv &&
    { [ ! -e bad.jsonl ] || cat bad.jsonl; })
}
# is_as_from_nothing: the last build gave what a build from nothing gives.
is_as_from_nothing() {
  rm -rf "$work/nothing"
  expect_exit 0 "$ACCEL" build build.cpp --workdir "$work/nothing/dev" -- no_links
  files_of "$jobs/latest/words" >"$work/kept"
  files_of "$work/nothing/dev/latest/words" >"$work/fresh"
  cmp "$work/kept" "$work/fresh" || fail "other files: $(diff "$work/kept" "$work/fresh")"
  accel cat words >"$work/kept"
  accel cat words --workdir "$work/nothing/dev" >"$work/fresh"
  cmp "$work/kept" "$work/fresh" || fail "the rows differ from those of a build from nothing"
  (cd results/words && find . -type l | LC_ALL=C sort) >"$work/kept"
  cut -f 4 "$jobs/latest/words/files.tsv" | sed 's|^|./|' | LC_ALL=C sort >"$work/fresh"
  cmp "$work/kept" "$work/fresh" || fail "results/ has other links"
  [ -z "$(find results -xtype l)" ] || fail "links in results/ lead nowhere"
  expect_exit 0 accel verify
}
# expect_computed ROWS [COMPUTED]: the job of words in the last build; without COMPUTED, all rows.
expect_computed() {
  wanted="$1 rows${2:+, $2 computed}"
  grep -Eq "^made *words .* $wanted(  \(|, [0-9]+ bad)" "$out" || fail "not $wanted"
}
# builds ROWS [COMPUTED]
builds() {
  expect_exit 0 timeout 60 "$ACCEL" build build.cpp
  expect_computed "$@"
  is_as_from_nothing
}
words_job() { basename "$(readlink "$jobs/latest/words")"; }

for i in $(seq 100 129); do echo "a$i b$i" >"texts/$i.txt"; done
echo "c bad1" >texts/105.txt
echo "" >texts/106.txt  # no file
builds 30
expect_no_file "$jobs/dev-1/slices/kept.tsv" "$jobs"/dev-1/slices/*.files.tsv
cp -a workdirs "$work/first"
cp -a results "$work/links"
cp -r texts "$work/texts"
restore() {
  rm -rf workdirs results texts
  cp -a "$work/first" workdirs
  cp -a "$work/links" results
  cp -r "$work/texts" texts
}

# Two added, one changed, one removed, one renamed: the files of the other 27 rows are links.
echo "new1 new2 new3" >texts/0new.txt
echo "bad2" >texts/200.txt
echo "other" >texts/110.txt
rm texts/120.txt
mv texts/121.txt texts/300.txt
builds 31 4
job=$jobs/$(words_job)
expect_equal "$(find "$job" -path "$job/[0-9]/*" -type f -links 1 | wc -l)" 7
expect_equal "$(find "$job" -path "$job/[0-9]/*" -type f -links 2 | wc -l)" "$(wc -l <"$job/slices/kept.tsv")"
expect_equal "$(head -n 1 "$job/files.tsv" | cut -f 1-5)" "$(printf 'default\t0\t0\t0/new1\t8')"
accel diff dev-1 "$(words_job)" >"$out" || [ $? = 1 ]
expect_printed "7 files only in $(words_job): 0/new1, 0/new2, 0/new3, 1/other, 2/bad2, ..." \
  "6 files only in dev-1: 1/a110, 1/a120, 1/a121, 1/b110, 1/b120, ..."

# The space of a file counts once, and is free with its last name.
used() {
  find "$jobs" -path "$jobs/dev-*" -printf '%i %b\n' | sort -u | awk '{ n += $2 * 512 } END { print n + 0 }'
}
gc_number() {  # gc_number NAME OPTION...
  name=$1
  shift
  accel gc --json "$@" | grep '"event":"totals"' | grep -o "\"$name\":[0-9]*" | head -n 1 | cut -d : -f 2
}
held() { accel workdir --json | sed 's/.*"bytes":\([0-9]*\).*/\1/'; }
written() {
  find "$jobs" \( -name '*.arrow' -o -path "$jobs/dev-*/[0-9]/*" \) -type f -printf '%i %s\n' |
    sort -u | awk '{ n += $2 } END { print n }'
}
expect_equal "$(gc_number of_bytes)" "$(used)"
expect_equal "$(held)" "$(written)"
before=$(used)
freed=$(gc_number bytes --keep 0)
expect_exit 0 accel gc --delete --keep 0
expect_equal "$((before - $(used)))" "$freed"
expect_no_file "$jobs/dev-1"
expect_equal "$(gc_number of_bytes)" "$(used)"
expect_equal "$(held)" "$(written)"
is_as_from_nothing  # the files are still there
rm texts/0new.txt
builds 30 0  # and later jobs have them from there

# If files are gone, or were written to, the rows that saved them are computed again.
restore
echo "more" >texts/400.txt
rm "$jobs/dev-1/1/a101" "$jobs/dev-1/1/b101"
printf x | dd of="$jobs/dev-1/1/a102" bs=1 conv=notrunc status=none  # of the same size
echo >>"$jobs/dev-1/1/a103"
rm "$jobs/dev-1/1/a104" && mkfifo "$jobs/dev-1/1/a104"
expect_exit 0 timeout 60 "$ACCEL" build build.cpp
expect_computed 31 5
rm -r "$jobs/dev-1"
is_as_from_nothing

# accel does not trust a damaged list.
for damage in 's/a101/a102/' 's|1/a101|../a101|' 's|1/a101|setup.json|' 's/^default/other/' \
  's/\t1\t/\t2\t/' '$d' 'd'; do
  restore
  echo "more" >texts/400.txt
  sed -i "$damage" "$jobs/dev-1/files.tsv"
  expect_exit 0 accel build build.cpp
  expect_computed 31
  expect_exit 1 accel verify dev-1
  expect_printed "damaged: dev-1: files.tsv: "
  rm -r "$jobs/dev-1"
  is_as_from_nothing
done
restore
echo "more" >texts/400.txt
rm "$jobs/dev-1/files.tsv"
expect_exit 0 accel build build.cpp
expect_computed 31

# Two rows that save one name fail as they would from nothing, and the earlier job does not change.
restore
for text in a101 a101/x; do  # x: a folder with the name of a file
  echo "$text" >texts/199.txt
  expect_failure 1 "1/a101"
  expect_no_file "$(last_job)/post.json"
  checksums "$jobs/dev-1" >"$work/sums"
  checksums "$work/first/dev/dev-1" | cmp - "$work/sums" || fail "the earlier job has changed"
done
echo "a201" >texts/199.txt
builds 31 1
# So do a row that takes the name of a removed one, and rows that exchange their names.
echo "a201" >texts/198.txt
rm texts/199.txt
echo "a102 b103" >texts/102.txt
echo "a103 b102" >texts/103.txt
builds 31 3

# A job that was killed when it had computed some slices goes on.
restore
echo "x0" >texts/000.txt
echo "hold x9" >texts/900.txt
touch "$work/hold"
start "$ACCEL" build build.cpp --concurrency 1
held_last() { grep -qs hold "$jobs/dev-3/slices/7.files.tsv"; }
wait_until held_last
kill -9 "$pid"
wait "$pid" 2>/dev/null || true
expect_nothing_running
rm "$work/hold"
expect_no_file "$jobs/dev-3/post.json" "$jobs/dev-3/1/a101"  # links are made at the end
expect_exit 0 accel build build.cpp
expect_printed "resumed, "
expect_computed 32 2
is_as_from_nothing

# So does one that was killed when it had its links, and it keeps its slices.
(cd "$jobs/dev-3" && rm post.json && grep -vxFf slices/kept.tsv files.tsv |
  awk -F '\t' '{ print >("slices/" $2 ".files.tsv") }')
expect_exit 0 accel build build.cpp
expect_printed "resumed, "
expect_computed 32 2
is_as_from_nothing

# If it cannot, no code of it runs beside the links.
rm "$jobs/dev-3/post.json"
echo garbage >>"$jobs/dev-3/slices/0.json"
checksums "$jobs/dev-1" >"$work/sums"
expect_exit 0 accel build build.cpp
checksums "$jobs/dev-1" | cmp - "$work/sums" || fail "the earlier job has changed"
is_as_from_nothing

# The finished slices of a failed job are used, too. Their files are copied, because that job may
# continue.
rm -rf workdirs results
echo "x0 x0" >texts/900.txt
expect_exit 1 accel build build.cpp --concurrency 1  # its last slice fails
expect_said "9/x0"
echo "x0 x1" >texts/900.txt
builds 32 4
[ -z "$(find "$jobs/$(words_job)" -path '*/[0-9]/*' -type f -links +1)" ] || fail "a link to a failed job"
