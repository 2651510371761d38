# SPDX-License-Identifier: Apache-2.0
# What phases print lies in OUTPUT, a file a phase that printed; of very much, the beginning and the
# end. Closing all descriptors harms nobody.
. "$(dirname "$0")/common.inc"

method_script
method prints '
  void analysis(int slice) {
    if (slice != 0) return;
    std::puts("the beginning");
    const std::string line(99, (char)120);
    for (int i = 0; i < 500000; ++i) std::puts(line.c_str());
    std::puts("the end");
  }
  void synthesis() { std::fputs("without a newline", stdout); ::write(2, "!", 1); }'
expect_jobs "1 made, 0 reused" build.cpp -- prints
expect_no_text "$out" "the beginning"
expect_equal "$(ls "$jobs/dev-0/OUTPUT" | tr '\n' ' ')" "0 synthesis "
[ "$(stat -c %s "$jobs/dev-0/OUTPUT/0")" -lt 5000000 ] || fail "OUTPUT/0 is large"
expect_equal "$(head -n 1 "$jobs/dev-0/OUTPUT/0")" "the beginning"
expect_equal "$(tail -n 1 "$jobs/dev-0/OUTPUT/0")" "the end"
expect_text "$jobs/dev-0/OUTPUT/0" "left out"
expect_text "$jobs/dev-0/OUTPUT/synthesis" "without a newline"

# Whatever accel makes of it, it does not hang, and leaves no half-made job.
close='for (int fd = 0; fd < 1000; ++fd) ::close(fd);'
method closes "int analysis(int) { $close return 1; }"
method closes_early "void prepare() { $close } int analysis(int) { return 1; }"
method closes_late "int synthesis() { $close return 1; }"
for name in closes closes_early closes_late; do
  run accel build build.cpp -- $name
  expect_nothing_running
  case $status in
    0) expect_totals "1 made, 0 reused"; expect_file "$jobs/latest/$name/post.json" ;;
    1) expect_totals "0 made, 0 reused, 1 failed"; expect_one_error "$name" ;;
    *) fail "$name ended with $status" ;;
  esac
done
