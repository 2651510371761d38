# SPDX-License-Identifier: Apache-2.0
# A script that leaves processes behind, which ignore SIGTERM and have its output open: they end with
# it, so that a reader of that output comes to its end. What the shell started before goes on.
. "$(dirname "$0")/common.inc"

cat >build.cpp <<'END'
#include <accel/build.h>
#include <stdexcept>
#include <unistd.h>

void accel_main(accel::Urd& urd) {
  if (::fork() == 0) for (;;) ::pause();
  if (::fork() == 0) {
    ::setsid();
    if (::fork() == 0) for (;;) ::pause();
    ::_exit(0);
  }
  if (urd.args().at(0) == "fails") throw std::runtime_error("then this");
  if (urd.args().at(0) == "crashes") ::abort();
}
END
for case in ends fails crashes; do
  "$ACCEL" build build.cpp -- "$case" 2>"$err" </dev/null | tail -n 1 >"$out"
  expect_totals "0 made, 0 reused"
  expect_nothing_running
done

sh -c 'sleep 1000 & echo $! >pid; exec "$ACCEL" build build.cpp -- ends' >"$out" 2>"$err" </dev/null
expect_totals "0 made, 0 reused"
kill "$(cat pid)" || fail "ended a process of the shell"
expect_nothing_running
