# SPDX-License-Identifier: Apache-2.0
# Ctrl-C during a job that ignores TERM, loops, and has children with sessions of their own: accel
# ends with 130 and nothing goes on running. The next build makes the job.
. "$(dirname "$0")/common.inc"

method loops '
  int patience = option("patience", 1000);
  void analysis(int) {
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) std::signal(signal, SIG_IGN);
    if (patience > 0 && ::fork() == 0) {
      ::setsid();
      std::ofstream("'"$work"'/ready");
      for (;;) ::pause();
    }
    for (int i = 0; i < patience; ++i) ::sleep(1);
  }'
sed -i '1i #include <fstream>' methods/loops.cpp
script 'urd.build("loops", {{"patience", urd.args().empty() ? 1000 : 0}});'
for signal in INT TERM HUP; do
  rm -f "$work/ready"
  start "$ACCEL" build build.cpp
  wait_until test -e "$work/ready"
  expect_interrupted $signal
  expect_nothing_running
  expect_finished 0
  expect_totals "0 made, 0 reused"
  expect_equal "$(grep -c 'accel: error' "$err" || true)" 0
done
expect_jobs "1 made, 0 reused" build.cpp -- quick
