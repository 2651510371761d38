# SPDX-License-Identifier: Apache-2.0
# How far a job is: lines drawn in their place on a terminal, and erased before each job's line; none
# elsewhere, unless asked for. StoredColours, locales, narrow terminals.
. "$(dirname "$0")/common.inc"

esc=$(printf '\033')
pictures 8
method waits '
  std::int64_t round = option("round", 0);
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int64("x"));
  void analysis(int slice) {
    out.map(source.rows(slice, accel::text("filename")), [](std::string_view name) {
      while (name == "03.jpg" && ::access("'"$work"'/go", F_OK) != 0) ::usleep(10000);
      return 1;
    });
  }'
script '
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  urd.build("waits", {{"source", images}, {"round", std::stoi(urd.args().at(0))}});'
printf 'slices = 3\nconcurrency = 3\n' >accel.toml

round=0
# begin 'ENVIRONMENT' 'OPTIONS': a build on a terminal that stays at 03.jpg.
begin() {
  round=$((round + 1))
  rm -f "$work/go"
  start_on_terminal "$setup exec env $1 $ACCEL build $2 build.cpp -- $round"
}
go_on() {
  touch "$work/go"
  wait "$pid" || fail "did not end well"
  expect_nothing_running
}
# No sequences that colour. (Sequences that move the cursor stay.)
expect_no_colour() {
  ! grep -q "$esc\[[0-9;]*m" "$out" || fail "is coloured: $(cat -v "$out")"
}
setup=

# Rows, slices, the slowest; erased before the line of the job; whole lines only.
begin LC_ALL=C.UTF-8 ''
wait_until grep -qF 'analysis, 5 of 8 rows, ' "$out"
wait_until grep -qF 'slowest: slice 1, row 0 of 3 (03.jpg)' "$out"
go_on
expect_printed "waits dev-1: analysis, 5 of 8 rows, " " rows/s" "jobs: 1 done" "$esc[32m━━━" "$esc[2m───"
sed "s/.*$esc\[J//" "$out" | tr -d '\r' | tail -n 2 >"$work/last"
expect_equal "$(sed 's/ *[0-9.]* s / S /' "$work/last")" \
  "$(printf '%s\n%s' "$esc[32mmade   $esc[0m waits            dev-1 S  8 rows  (never built before)" 'jobs: 2 made, 0 reused')"
grep -q "$esc\[[1-4]A$esc\[J$esc\[32mmade" "$out" || fail "was not erased before the job's line"

# What the script asked for last says how many jobs are ahead. ASCII; NO_COLOR.
begin 'LC_ALL=C NO_COLOR=1' ''
wait_until grep -qF 'jobs: 1 done, 0 ahead' "$out"
wait_until grep -qF '==================== -------------------- ====================' "$out"
go_on
expect_no_colour
expect_no_text "$out" ━
begin 'LC_ALL=C NO_COLOR=1' '--color=always'
go_on
expect_printed "$esc[32mmade"
begin 'LC_ALL=C' '--color=never'
wait_until grep -qF '03.jpg' "$out"
go_on
expect_no_colour

# Narrow, and narrower while it runs.
setup='stty cols 36 rows 10; (until test -e '"$work"'/shrink; do sleep 0.05; done; stty cols 12 </dev/tty) &'
begin 'LC_ALL=C' ''
wait_until grep -qF "waits dev-5: analysis, 5 of 8 rows$esc[K" "$out"
touch "$work/shrink"
wait_until grep -qF 'waits dev..' "$out"
go_on
setup=

# No escape sequence on a dumb terminal, nor where none is wanted.
begin 'TERM=dumb' ''
go_on
expect_no_text "$out" "$esc"
begin '' '--progress=none --color=never'
go_on
expect_no_text "$out" "$esc"

# Other messages do not run into the lines.
echo 'stalled_after = 1' >>accel.toml
begin '' ''
wait_until grep -qF 'has been at row 0 (03.jpg) for ' "$out"
go_on
grep -q "$esc\[[1-4]A$esc\[Jaccel: waits (dev-8): slice 1 has been at row 0" "$out" || fail "not on a line of its own"
sed -i /stalled/d accel.toml

# Ctrl-C: nothing is left of them.
begin '' '--color=never'
wait_until grep -qF '03.jpg' "$out"
"$ACCEL" status >"$work/status"
kill -s INT "$(sed -n 's/^build \([0-9]*\): .*/\1/p' "$work/status")"
wait "$pid" && fail "ended well"
expect_equal "$(tail -n 1 "$out" | tr -d '\r')" "$esc[4A$esc[Jjobs: 0 made, 1 reused"
expect_nothing_running

# Off a terminal: nothing, or a line now and then.
touch "$work/go"
expect_jobs "1 made, 1 reused" build.cpp -- 20
expect_equal "$(cat "$err")" ""
expect_no_text "$out" "$esc"
expect_jobs "1 made, 1 reused" --color=always build.cpp -- 21
expect_printed "$esc[32mmade   $esc[0m" "$esc[36mreused $esc[0m"
rm "$work/go"
start "$ACCEL" build --progress=log:0.1 build.cpp -- 22
wait_until grep -q '^accel: waits dev-[0-9]*: analysis, 5 of 8 rows, .*; slowest: slice 1, row 0 of 3 (03.jpg); jobs: 1 done, 0 ahead$' "$err"
touch "$work/go"
wait "$pid" || fail "did not end well"
expect_no_text "$err" "$esc"

for wrong in --progress=bars --progress=log:0 --color=blue; do
  expect_exit 2 accel build $wrong build.cpp
done
