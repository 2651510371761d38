# SPDX-License-Identifier: Apache-2.0
# One process of a build killed with -9: its job's, its script's, a worker's. The build says which, and
# the others end; killed is accel itself, and they end too, however they ignore signals.
. "$(dirname "$0")/common.inc"

method loops '
  void analysis(int slice) {
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) std::signal(signal, SIG_IGN);
    if (slice == 0) std::ofstream("'"$work"'/worker") << ::getpid() << std::endl;
    for (int i = 0; i < 1000; ++i) ::sleep(1);
  }'
sed -i '1i #include <fstream>' methods/loops.cpp
script 'urd.build("loops");'
parent_of() { awk '/^PPid:/ { print $2 }' "/proc/$1/status"; }
start_job() {
  rm -f "$work/worker"
  start "$ACCEL" build build.cpp
  wait_until test -s "$work/worker"
  worker=$(cat "$work/worker")
  phases=$(parent_of "$worker")
  job=$(parent_of "$phases")
  script=$(parent_of "$job")
  expect_equal "$(parent_of "$script")" "$pid"
}
kill_one() {
  kill -9 "$1"
  status=0
  wait "$pid" || status=$?
  expect_equal "$status" 1
  shift
  expect_one_error "$@"
  expect_nothing_running
  expect_finished 0
}
start_job
kill_one "$worker" "the worker was killed by signal 9" "slice 0 of 8" "build.cpp:3"
expect_totals "0 made, 0 reused, 1 failed"
start_job
kill_one "$phases" "killed by signal 9" "in analysis of loops" "build.cpp:3"
expect_totals "0 made, 0 reused, 1 failed"
start_job
kill_one "$job" "killed by signal 9" "loops" "build.cpp:3"
expect_totals "0 made, 0 reused, 1 failed"
start_job
kill_one "$script" "build.cpp: the script was killed by signal 9"
expect_totals "0 made, 0 reused"
start_job
kill -9 "$pid"
wait "$pid" 2>/dev/null || true
expect_nothing_running
expect_finished 0
sed -i 's/i < 1000/i < 0/' methods/loops.cpp
expect_jobs "1 made, 0 reused"
