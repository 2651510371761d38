# SPDX-License-Identifier: Apache-2.0
# Ctrl-C: workers are asked to end before they are killed, so that a method can clean up; at the
# second all end, whatever they do. SIGHUP is ignored under nohup. The next build goes on.
. "$(dirname "$0")/common.inc"

method tidies '
  int patience = option("patience", 1000);
  static void tidy(int) {
    ::close(::open("'"$work"'/tidied", O_CREAT | O_WRONLY, 0600));
    ::_exit(1);
  }
  void analysis(int slice) {
    if (slice < 2) return;
    std::signal(SIGTERM, tidy);
    ::close(::open("'"$work"'/ready", O_CREAT | O_WRONLY, 0600));
    for (int i = 0; i < patience; ++i) ::sleep(1);
  }'
method stays '
  void analysis(int) {
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) std::signal(signal, SIG_IGN);
    ::close(::open("'"$work"'/ready", O_CREAT | O_WRONLY, 0600));
    for (;;) ::sleep(1);
  }'
sed -i '1i #include <fcntl.h>' methods/tidies.cpp methods/stays.cpp
script '
  if (urd.args().at(0) == "stays") urd.build("stays");
  if (urd.args().at(0) == "tidies") urd.build("tidies");
  if (urd.args().at(0) == "quick") urd.build("tidies", {{"patience", 0}});'
echo 'concurrency = 2' >accel.toml

for signal in INT TERM; do
  rm -f "$work/ready" "$work/tidied"
  start "$ACCEL" build build.cpp -- tidies
  wait_until test -e "$work/ready"
  expect_interrupted $signal
  expect_file "$work/tidied"
  expect_nothing_running
  expect_totals "0 made, 0 reused"
done

rm "$work/ready"
start "$ACCEL" build build.cpp -- stays
wait_until test -e "$work/ready"
kill -s INT "$pid"
expect_interrupted INT
expect_nothing_running

rm "$work/ready"
start nohup "$ACCEL" build build.cpp -- tidies
wait_until test -e "$work/ready"
kill -s HUP "$pid"
sleep 0.3
kill -0 "$pid" || fail "did not ignore SIGHUP"
expect_interrupted INT
expect_nothing_running
expect_jobs "1 made, 0 reused" build.cpp -- quick
