# SPDX-License-Identifier: Apache-2.0
# timeout ends a job, row_timeout a row, which is then a bad row if bad rows are allowed. A worker
# that stays at one row is reported. None of these settings is in the key.
. "$(dirname "$0")/common.inc"

pictures 6
method sleeps '
  accel::Dataset source = dataset("source");
  bool by_map = option("by_map", true);
  accel::Writer out = append_to(source, accel::int64("x"));
  void analysis(int slice) {
    const auto slow = [](std::string_view name) {
      while (name == "03.jpg" && ::access("'"$work"'/fast", F_OK) != 0) ::usleep(10000);
      return 1;
    };
    if (by_map) return out.map(source.rows(slice, accel::text("filename")), slow);
    for (auto name : source.rows(slice, accel::text("filename"))) out.write(slow(name));
  }'
method slow_tail '
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int64("x"));
  void analysis(int slice) {
    out.map(source.rows(slice, accel::text("filename")), [](std::string_view) { return 1; });
    ::usleep(900000);
  }'
method sleeps_in_prepare 'void prepare() { ::sleep(100); } void analysis(int) {}'
method sleeps_in_synthesis 'void synthesis() { std::puts("here"); std::fflush(stdout); ::sleep(100); }'
script '
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  const std::string what = urd.args().at(0);
  if (what == "row") urd.build("sleeps", {{"source", images}, {"row_timeout", 0.3}});
  if (what == "allowed") urd.build("sleeps", {{"source", images}, {"row_timeout", 0.3}, {"max_bad", 1}});
  if (what == "loop") urd.build("sleeps", {{"source", images}, {"by_map", false}, {"row_timeout", 0.3}, {"max_bad", 0.5}});
  if (what == "job") urd.build("sleeps", {{"source", images}, {"timeout", 3}});
  if (what == "tail") urd.build("slow_tail", {{"source", images}, {"row_timeout", 0.3}, {"max_bad", 6}});
  if (what == "none") urd.build("sleeps", {{"source", images}});
  if (what == "prepare") urd.build("sleeps_in_prepare", {{"timeout", 3}});
  if (what == "synthesis") urd.build("sleeps_in_synthesis", {{"timeout", 3}});
  if (what == "wrong") urd.build("sleeps", {{"source", images}, {"timeout", "soon"}, {"row_timeout", -1}});'
expect_limit() { expect_case_fails "$@"; expect_nothing_running; }

expect_limit row "03.jpg: took longer than row_timeout, 0.30 s" "in analysis of sleeps (dev-1), slice " ", row "
expect_text "$jobs/dev-1/error.json" '"row": 0'
expect_limit loop "03.jpg: took longer than row_timeout, 0.30 s"
expect_limit job "took longer than timeout, 3.00 s" "in analysis of sleeps (dev-1)"
expect_limit prepare "took longer than timeout, 3.00 s" "in prepare of sleeps_in_prepare"
expect_limit synthesis "took longer than timeout, 3.00 s" "in synthesis of sleeps_in_synthesis" "| here"
expect_case_fails wrong "'timeout': expected seconds" "'row_timeout': expected seconds"

# The row is bad, the others are there; the job is the one that failed before.
expect_jobs "1 made, 1 reused" build.cpp -- allowed
expect_printed " dev-1 " "6 rows, 1 bad" "resumed, "
expect_equal "$(sed 's/"slice":[0-9]*/S/' "$jobs/dev-1/bad.jsonl")" \
  '{S,"row":0,"name":"03.jpg","reason":"took longer than row_timeout, 0.30 s","cause":"late"}'
expect_jobs "0 made, 2 reused" build.cpp -- allowed

# What comes after the rows is no row's.
expect_jobs "1 made, 1 reused" build.cpp -- tail
expect_no_text "$out" bad

# The limits of accel.toml are for all jobs.
rm -r workdirs
echo 'timeout = 0.5' >accel.toml
expect_exit 1 accel build build.cpp -- none
expect_one_error "took longer than timeout, 0.50 s"
echo 'timeout = "long"' >accel.toml
expect_exit 1 accel build build.cpp -- none
expect_said "accel.toml:1: timeout must be a number of seconds"

# A worker that stays at a row is reported, by slice, row and name.
rm -r workdirs
echo 'stalled_after = 0.2' >accel.toml
start "$ACCEL" build build.cpp -- none
wait_until grep -q 'accel: sleeps (dev-1): slice [0-9] has been at row 0 (03.jpg) for ' "$err"
touch "$work/fast"
wait "$pid" || fail "did not go on"
expect_totals "2 made, 0 reused"
expect_nothing_running
