# SPDX-License-Identifier: Apache-2.0
# accel status: the tree of what runs, with the row that each worker is at, its name, and the last
# lines that it printed. It forgets a build that has ended.
. "$(dirname "$0")/common.inc"

esc=$(printf '\033')
pictures 8
mv photos/03.jpg "photos/03$esc[2J.jpg"
method waits '
  std::string where = option("where", "analysis");
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int64("x"));
  static int wait(std::string_view name) {
    while (name.starts_with("03") && ::access("'"$work"'/go", F_OK) != 0) ::usleep(10000);
    return 1;
  }
  void read_all(const char* phase) {
    std::printf("first\nsecond\nthird\n\x1b[31m in %s\n", phase);
    std::fflush(stdout);
    if (where == phase) for (auto name : source.rows(accel::text("filename"))) wait(name);
  }
  void prepare() { read_all("prepare"); }
  void analysis(int slice) {
    std::printf("in slice %d\n", slice);
    std::fflush(stdout);
    const auto look = [&](std::string_view name) { return where == "analysis" ? wait(name) : 1; };
    out.map(source.rows(slice, accel::text("filename")), look);
  }
  void synthesis() { read_all("synthesis"); }'
script '
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  urd.build("waits", {{"source", images}, {"where", urd.args().at(0)}});'
printf 'slices = 3\nconcurrency = 2\n' >accel.toml
name='03\x1b[2J.jpg'

expect_exit 0 accel status
expect_equal "$(cat "$out")" "no build is running in workdirs/dev"

# says TEXT...: accel status prints a line with each of them. What it printed last is in $work/status.
says() {
  "$ACCEL" status >"$work/status"
  for text; do
    grep -qF -e "$text" "$work/status" || return 1
  done
}
go_on() {
  touch "$work/go"
  wait "$pid" || fail "did not end well"
  expect_nothing_running
  rm "$work/go"
}

start "$ACCEL" build build.cpp -- analysis
wait_until says "build $pid: $ACCEL build build.cpp -- analysis, for " ": 1 made, 0 reused" \
  "  waits dev-1, process " ": analysis, 5 of 8 rows, " "    slice 1, process " \
  ": row 0 of 3 ($name)" "      | in slice 1" "    2 slices done"
expect_no_text "$work/status" "$esc"
expect_equal "$(grep -c '^build' "$work/status")" 1
worker=$(sed -n 's/.* slice 1, process \([0-9]*\): .*/\1/p' "$work/status")
tr '\0' ' ' <"/proc/$worker/cmdline" >"$work/words"
expect_text "$work/words" "run-job $jobs/dev-1"
"$ACCEL" status --json >"$work/json"
expect_text "$work/json" '"job": "dev-1"' '"phase": "analysis"' '"rows_done": 5' '"rows": 8' \
  "\"pid\": $worker" '"name": "03\u001b[2J.jpg"' '"in slice 1"'

# Two builds at once, of which one waits for the other.
"$ACCEL" build build.cpp -- analysis >"$work/out2" 2>"$work/err2" &
second=$!
wait_until says "build $pid: " "build $second: "
wait_until grep -q 'waiting for another build' "$work/err2"
go_on
wait $second || fail "the second did not end well"
expect_equal "$(tail -n 1 "$work/out2")" "jobs: 0 made, 2 reused"

for phase in prepare synthesis; do
  start "$ACCEL" build build.cpp -- $phase
  wait_until says ": $phase, 2 of 8 rows, " "    row 2 of 8 ($name)" '      | \x1b[31m in '$phase
  expect_text "$work/status" '      | third'
  expect_no_text "$work/status" '| first'
  go_on
done
expect_exit 0 accel status
expect_equal "$(cat "$out")" "no build is running in workdirs/dev"

# A job that keeps rows counts only those that it computes.
mv photos/04.jpg "$work"
"$MAKE_PICTURE" 32 24 1 photos/03z.jpg
start "$ACCEL" build build.cpp -- analysis
wait_until says ": analysis, 0 of 1 row" ": row 1 (03z.jpg), 0 of 1 computed"
"$ACCEL" status --json >"$work/json"
expect_text "$work/json" '"rows_done": 0' '"rows": 1'
go_on
rm photos/03z.jpg
mv "$work/04.jpg" photos

# A job that was cut short, run again by hand.
rm -r workdirs
start "$ACCEL" build build.cpp -- synthesis
wait_until says ": synthesis, 2 of 8 rows, "
# What a job has made of its own setup harms nobody who looks at it.
cp "$jobs/dev-1/setup.json" "$work/setup.json"
truncate -s 1T "$jobs/dev-1/setup.json"
says '  ? dev-1, process ' || fail "not shown"
cp "$work/setup.json" "$jobs/dev-1/setup.json"
sed -i 's/"slices": 3/"slices": 0/' "$jobs/dev-1/setup.json"
says "build $pid: " '  ? dev-1, process ' ": synthesis, 2 of 8 rows, " '      | third' || fail "not shown"
expect_no_text "$work/status" "($name)"
sed -i 's/"slices": 0/"slices": 2000000/' "$jobs/dev-1/setup.json"
says "build $pid: " '  waits dev-1, process ' || fail "not shown"
expect_no_text "$work/status" "($name)"
expect_interrupted INT
start "$ACCEL" run-job workdirs/dev/dev-1
wait_until says 'started by hand' '  waits dev-1, process ' ": synthesis, 2 of 8 rows, "
go_on
expect_file "$jobs/dev-1/post.json"

# While it compiles.
cat >"$work/compiler" <<END
#!/bin/sh
case "\$*" in *build.cpp*) until test -e '$work/go'; do sleep 0.05; done ;; esac
exec g++ "\$@"
END
chmod +x "$work/compiler"
printf '[compile]\ncompiler = "%s"\n' "$work/compiler" >>accel.toml
echo '// again' >>build.cpp
start "$ACCEL" build build.cpp -- synthesis
wait_until says "build $pid: " ": 0 made, 0 reused; compiling"
go_on
