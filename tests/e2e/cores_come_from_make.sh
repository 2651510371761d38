# SPDX-License-Identifier: Apache-2.0
# A build that `make -jN` runs uses make's cores and gives all of them back, however its processes
# end: make itself complains if one is missing. If it cannot use make's cores, it says why, once.
. "$(dirname "$0")/common.inc"
command -v make >/dev/null || skip "make is not installed"
export ACCEL ACCEL_CONCURRENCY=4

# The first share waits for the second, which runs only if the job has another core of make's.
method pairs '
  std::string end = option("end", "");
  void analysis(int slice) {
    const std::string flags = std::getenv("MAKEFLAGS");
    if (flags.find("jobserver") != std::string::npos) throw std::runtime_error(flags);
    while (slice == 0 && ::access("second", F_OK) != 0) ::usleep(1000);
    if (slice != 1) return;
    if (end == "throw") throw std::runtime_error("thrown");
    if (end == "worker") ::kill(::getpid(), SIGKILL);
    if (end == "job") ::kill(::getpgid(::getppid()), SIGKILL);
    std::fclose(std::fopen("second", "w"));
    while (end == "job") ::pause();
  }'
script '
  for (const char* end : {"throw", "worker", "job", "well"}) {
    try {
      urd.build("pairs", {{"end", end}}).id();
    } catch (const std::exception&) {
    }
  }'
printf 'all:\n\t+@"$$ACCEL" build build.cpp\nflags:\n\t+@echo "$$MAKEFLAGS"\n' >Makefile

# expect_make TOTALS: also that make has all its cores back in the end.
expect_make() {
  run make -s -j2
  expect_no_text "$err" "INTERNAL"
  expect_no_text "$err" "warning"
  expect_totals "$1"
}
expect_make "1 made, 0 reused, 3 failed"
expect_printed "thrown" "the worker was killed by signal 9" "its process was killed by signal 9"
expect_said "Error 1"
expect_nothing_running

# Caged phases give them back, too.
pictures 9
thumbs_script
expect_make "4 made, 0 reused"

# expect_one_core MAKEFLAGS TEXT TOTALS: a warning that says TEXT, and a build all the same.
expect_one_core() {
  expect_exit 0 env MAKEFLAGS="$1" "$ACCEL" build build.cpp
  expect_totals "$3"
  expect_equal "$(grep -c '^accel: warning: ' "$err")" 1
  expect_said "the build runs on one core" "$2" "put '+' before the command"
}
rm -r workdirs
exec 3>&- 4>&-
expect_one_core " -j3 --jobserver-auth=3,4" "descriptor 3, which is closed" "4 made, 0 reused"
expect_one_core "$(make -s -j3 flags)" "" "0 made, 4 reused"  # of a make that has ended
exec 3</dev/null 4>/dev/null
expect_one_core "k -j3 --jobserver-fds=3,4" "descriptor 3, which is not a pipe" "0 made, 4 reused"
exec 3>&- 4>&-
mkfifo "$work/fifo"
expect_one_core "--jobserver-auth=fifo:$work/fifo" "but make has ended" "0 made, 4 reused"
