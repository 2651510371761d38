# SPDX-License-Identifier: Apache-2.0
# A row of a map at which a worker crashes is a bad row if bad rows are allowed, and the job has the
# other rows. A crash that no row is at fault for, or at a row that cannot be left out, fails the
# job as before.
. "$(dirname "$0")/common.inc"

echo 'slices = 2' >accel.toml
pictures 6
begin='
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::int64("x"));
  std::vector<std::string> fatal = option("fatal", std::vector<std::string>{}, "");
  void crash_at(std::string_view name, int signal = SIGSEGV) const {
    std::signal(signal, SIG_DFL);  // under a sanitizer its handler would print and exit
    for (const std::string& one : fatal) if (one == name) ::raise(signal);
  }
  auto names(int slice) { return source.rows(slice, accel::text("filename")); }'
method crashes "$begin"'
  void analysis(int slice) {
    out.map(names(slice), [&](std::string_view name) { crash_at(name); return 1; });
  }'
method aborts "$begin"'
  void analysis(int slice) {
    out.map(names(slice), [&](std::string_view name) noexcept { crash_at(name, SIGABRT); return 1; });
  }'
method in_order "$begin"'
  void analysis(int slice) {
    int count = 0;
    out.map_in_order(names(slice), [&](std::string_view name) { crash_at(name); return ++count; });
  }'
method is_killed "$begin"'
  void analysis(int slice) {
    out.map(names(slice), [&](std::string_view name) { crash_at(name, SIGKILL); return 1; });
  }'
method plain_loop "$begin"'
  void analysis(int slice) {
    for (auto name : names(slice)) { crash_at(name); out.write(1); }
  }'
method second_map "$begin"'
  accel::Writer other = append_to(source, accel::int64("y")).named("other");
  double seconds = option("seconds", 0.0, "0: crash");
  void analysis(int slice) {
    for (auto name : names(slice)) (void)name;
    out.map(names(slice), [](std::string_view) { return 1; });
    other.map(names(slice), [&](std::string_view name) {
      if (seconds == 0) crash_at(name);
      else if (name == fatal.at(0)) ::usleep(static_cast<unsigned>(seconds * 1e6));
      return 2;
    });
  }'
method inner_loops "$begin"'
  accel::Dataset all = dataset("all", {.whole = true});
  accel::Writer other = append_to(source, accel::int64("y")).named("other");
  void analysis(int slice) {
    out.map(names(slice), [&](std::string_view name) {
      std::int64_t size = 0;
      for (auto other_name : all.rows(accel::text("filename"))) size += other_name.size() > 0;
      crash_at(name);
      return size;
    });
    for (auto name : names(slice)) { (void)name; other.write(0); }
  }'
method after_a_row "$begin"'
  struct Range : accel::Rows<std::string_view> {
    struct iterator : accel::Rows<std::string_view>::iterator {
      iterator& operator++() {
        ::raise(SIGSEGV);
        return *this;
      }
    };
    iterator begin() { return {accel::Rows<std::string_view>::begin()}; }
  };
  void analysis(int slice) {
    std::signal(SIGSEGV, SIG_DFL);
    out.map(Range{names(slice)}, [](std::string_view) { return 1; });
  }'
cat >build.cpp <<'END'
#include <accel/build.h>
void accel_main(accel::Urd& urd) {
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  const std::string what = urd.args().at(0);
  const std::vector<std::string> two = {"02.jpg", "03.jpg"};
  const std::vector<std::string> one = {"05.jpg"};
  if (what == "none") urd.build("crashes", {{"source", images}, {"fatal", two}});
  if (what == "less") urd.build("crashes", {{"source", images}, {"fatal", two}, {"max_bad", 1}});
  if (what == "part") urd.build("crashes", {{"source", images}, {"fatal", two}, {"max_bad", 0.2}});
  if (what == "enough") urd.build("crashes", {{"source", images}, {"fatal", two}, {"max_bad", 0.4}});
  if (what == "aborts") urd.build("aborts", {{"source", images}, {"fatal", one}, {"max_bad", 1}});
  if (what == "order") urd.build("in_order", {{"source", images}, {"fatal", one}, {"max_bad", 1}});
  if (what == "killed") urd.build("is_killed", {{"source", images}, {"fatal", one}, {"max_bad", 6}});
  if (what == "plain") urd.build("plain_loop", {{"source", images}, {"fatal", one}, {"max_bad", 6}});
  if (what == "second") urd.build("second_map", {{"source", images}, {"fatal", one}, {"max_bad", 1}});
  if (what == "late") urd.build("second_map", {{"source", images}, {"fatal", one}, {"max_bad", 1}, {"seconds", 60}, {"row_timeout", 1}});
  if (what == "inner") urd.build("inner_loops", {{"source", images}, {"all", images}, {"fatal", one}, {"max_bad", 1}});
  if (what == "after") urd.build("after_a_row", {{"source", images}, {"max_bad", 6}});
}
END
fault="the worker was killed by signal 11 (segmentation fault)"
bad() { sed 's/,"reason".*//' "$(last_job)/bad.jsonl" | tr '\n' ' '; }
# expect_cells VALUES COLUMN [DATASET]: of the newest job.
expect_cells() {
  expect_exit 0 accel cat --no-header -c "$2" "$(basename "$(last_job)")/${3:-default}"
  expect_equal "$(tr '\n' ' ' <"$out")" "$1 "
}

expect_case_fails none "02.jpg: $fault" "in analysis of crashes (dev-1), slice 0 of 2, row 1"
expect_case_fails less ".jpg: $fault"
expect_case_fails part ".jpg: $fault"
expect_jobs "1 made, 1 reused" build.cpp -- enough
expect_printed " dev-1 " "6 rows, 2 bad"
expect_equal "$(bad)" '{"slice":0,"row":1,"name":"02.jpg" {"slice":0,"row":2,"name":"03.jpg" '
expect_text "$jobs/dev-1/bad.jsonl" '"reason":"the worker was killed by signal 11 (segmentation fault)","cause":"crash"}'
expect_cells "1   1 1 1" x
expect_jobs "0 made, 2 reused" build.cpp -- enough

expect_jobs "1 made, 1 reused" build.cpp -- aborts
expect_equal "$(bad)" '{"slice":1,"row":1,"name":"05.jpg" '
expect_jobs "1 made, 1 reused" build.cpp -- order
expect_equal "$(bad)" '{"slice":1,"row":1,"name":"05.jpg" '
expect_cells "1 2 3 1  2" x
expect_case_fails killed "05.jpg: the worker was killed by signal 9"
expect_case_fails plain "05.jpg: $fault"
expect_case_fails after ".jpg: $fault"

# The row that is left out is one of that map, not of an earlier one or of another loop.
expect_jobs "1 made, 1 reused" build.cpp -- second
expect_equal "$(bad)" '{"slice":1,"row":1,"name":"05.jpg" '
expect_cells "1 1 1 1 1 1" x
expect_cells "2 2 2 2  2" y other
expect_jobs "1 made, 1 reused" build.cpp -- late
expect_text "$(last_job)/bad.jsonl" '"row":1,"name":"05.jpg","reason":"took longer than row_timeout, 1.00 s"'
expect_cells "1 1 1 1 1 1" x
expect_jobs "1 made, 1 reused" build.cpp -- inner
expect_equal "$(bad)" '{"slice":1,"row":1,"name":"05.jpg" '
expect_cells "6 6 6 6  6" x
expect_nothing_running
