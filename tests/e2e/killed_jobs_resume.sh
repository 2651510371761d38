# SPDX-License-Identifier: Apache-2.0
# A job that is killed goes on where it was: prepare()'s state and the finished slices are kept, and
# what comes out is what an undisturbed run makes. Whatever is not to the byte as it was is made
# again; a file that nobody vouches for means that all is.
. "$(dirname "$0")/common.inc"

# Slices of 0.1 s, of which the last two can be held; what ran is noted outside of the job.
method steps '
  bool large = option("large", false);
  bool foreign = option("foreign", false);
  accel::Writer ready = writer(accel::int64("i")).named("ready");
  accel::Writer out = writer(accel::int64("x"), accel::text("t"));
  void note(const std::string& what) { std::ofstream("'"$work"'/ran", std::ios::app) << what << std::endl; }
  std::string prepare() {
    note("prepare");
    ready.select_slice(0);
    ready.write(7);
    accel::save_file("prepared.txt", accel::Bytes(std::string_view("p")));
    return std::string(large ? 20000000 : 3, 120);
  }
  int analysis(int slice, const std::string& state) {
    note("slice " + std::to_string(slice));
    std::printf("slice %d\n", slice);
    const std::string name = "made/" + std::to_string(slice) + ".txt";
    accel::save_file(name, accel::Bytes(std::string_view(name)));
    while (slice >= 6 && ::access("'"$work"'/hold", F_OK) == 0) ::usleep(10000);
    if (foreign) std::ofstream(std::to_string(slice) + ".dat") << slice;
    for (int i = 0; i < 10; ++i) {
      ::usleep(10000);
      out.write(slice * 10 + i, state.substr(0, 3));
    }
    return slice;
  }
  int synthesis(const std::vector<int>& slices) {
    accel::save_file("end.txt", accel::Bytes(std::string_view("e")));
    return accel::merged(slices);
  }'
sed -i '1i #include <fstream>\n#include <string>' methods/steps.cpp
script 'urd.build("steps", {{"large", urd.args().at(0) == "large"}, {"foreign", urd.args().at(0) == "foreign"}});'

results() { checksums "$jobs/dev-0" | grep -E ' \./(DS/|made/|prepared|end|result)'; }
# kill_after COUNT CASE: a build of it is killed when so many slices are finished.
finished_slices() { [ "$(ls "$jobs/dev-0/slices" 2>/dev/null | grep -c '^[0-9]*\.json$')" -ge "$1" ]; }
kill_after() {
  rm -rf workdirs "$work/ran"
  touch "$work/hold"
  start "$ACCEL" build build.cpp -- "$2"
  wait_until finished_slices "$1"
  kill -9 "$pid"
  wait "$pid" 2>/dev/null || true
  expect_nothing_running
  rm "$work/hold"
  expect_no_file "$jobs/dev-0/post.json"
  ls "$jobs/dev-0/slices" | grep '^[0-9]*\.json$' | sed 's/.json//' >"$work/kept"
  mv "$work/ran" "$work/ran.before"
}
go_on() { expect_jobs "1 made, 0 reused" build.cpp -- "$1"; }
expect_kept() {
  expect_printed "resumed, $(wc -l <"$work/kept") of 8 slices kept" " dev-0 "
  while read -r slice; do
    ! grep -qx "slice $slice" "$work/ran" || fail "slice $slice ran again"
    expect_text "$jobs/dev-0/OUTPUT/$slice" "slice $slice"
  done <"$work/kept"
  expect_equal "$(($(grep -c slice "$work/ran") + $(wc -l <"$work/kept")))" 8
}
expect_right() {
  results >"$work/got"
  cmp "$work/wanted" "$work/got" || fail "other results"
  expect_no_file "$jobs/dev-1"
  expect_equal "$(ls "$jobs/dev-0/slices" | grep -c -e tsv -e bad -e tmp)" 0
  expect_jobs "0 made, 1 reused" build.cpp -- "$1"
}

go_on plain
results >"$work/wanted"
expect_equal "$(wc -l <"$work/wanted")" 37

# prepare() is not run again, nor is a finished slice.
kill_after 3 plain
go_on plain
expect_kept
expect_equal "$(grep -c prepare "$work/ran" || true)" 0
expect_right plain
expect_text "$jobs/dev-0/post.json" "\"kept_slices\": $(wc -l <"$work/kept")"

# Killed twice, and for machines.
kill_after 2 plain
touch "$work/hold"
start "$ACCEL" build build.cpp -- plain
wait_until finished_slices 5
kill -9 "$pid"
wait "$pid" 2>/dev/null || true
expect_nothing_running
rm "$work/hold"
ls "$jobs/dev-0/slices" | grep '^[0-9]*\.json$' | sed 's/.json//' >"$work/kept"
rm "$work/ran"
expect_exit 0 accel build --json build.cpp -- plain
expect_printed "\"kept_slices\":$(wc -l <"$work/kept")"
expect_right plain

# A state that is too large to write down: prepare() runs again, the slices are kept.
kill_after 3 large
go_on large
expect_kept
expect_equal "$(grep -c prepare "$work/ran")" 1
expect_right large

# A file of a finished slice was changed: that slice runs again.
for damage in 'DS/default/x' made; do
  kill_after 3 plain
  damaged=$(head -n 1 "$work/kept")
  case $damage in
    made) printf z >"$jobs/dev-0/made/$damaged.txt" ;;
    *) printf z | dd of="$jobs/dev-0/$damage.$damaged.arrow" bs=1 seek=300 conv=notrunc status=none ;;
  esac
  sed -i 1d "$work/kept"
  go_on plain
  expect_kept
  grep -qx "slice $damaged" "$work/ran" || fail "slice $damaged did not run again"
  expect_right plain
done

# Files that the method wrote by itself may be half written: all is made again.
kill_after 3 foreign
go_on foreign
expect_equal "$(grep -c . "$work/ran")" 9
expect_no_text "$out" resumed
rm "$jobs"/dev-0/*.dat
expect_right foreign

# If the number of slices changes, a new job is made from the beginning.
kill_after 3 plain
echo 'slices = 5' >accel.toml
go_on plain
expect_printed " dev-1 "
expect_no_text "$out" resumed
