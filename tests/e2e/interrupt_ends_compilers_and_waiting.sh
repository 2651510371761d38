# SPDX-License-Identifier: Apache-2.0
# Ctrl-C while something is compiled, or while another build is waited for: 130, nothing goes on
# running, and the next build is right.
. "$(dirname "$0")/common.inc"

method slow 'int synthesis() { ::sleep('"${ACCEL_E2E_SLOW:-3}"'); return 1; }'
script 'urd.build("slow");'
cat >"$work/compiler" <<END
#!/bin/sh
case "\$*" in *build.cpp*) touch '$work/ready'; exec sleep 1000 ;; esac
exec g++ "\$@"
END
chmod +x "$work/compiler"
printf '[compile]\ncompiler = "%s"\n' "$work/compiler" >accel.toml
wait_until() {
  tries=600
  until "$@"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || fail "never: $*"
    sleep 0.05
  done
}
interrupt() {
  kill -s INT "$1"
  status=0
  wait "$1" || status=$?
  expect_equal "$status" 130
}
# A shell starts what runs in the background with SIGINT ignored: env restores it.
env --default-signal=INT "$ACCEL" build build.cpp >"$out" 2>"$err" &
pid=$!
wait_until test -e "$work/ready"
interrupt $pid
expect_nothing_running
expect_equal "$(cat "$err")" ""
rm accel.toml

env --default-signal=INT "$ACCEL" build build.cpp >"$work/out.1" 2>"$work/err.1" &
first=$!
wait_until test -e "$jobs/dev-0/setup.json"
env --default-signal=INT "$ACCEL" build build.cpp >"$out" 2>"$err" &
second=$!
wait_until grep -q "waiting for another build" "$err"
interrupt $second
expect_totals "0 made, 0 reused"
wait $first || fail "the first build ended with $?: $(cat "$work/err.1")"
expect_equal "$(tail -n 1 "$work/out.1")" "jobs: 1 made, 0 reused"
expect_jobs "0 made, 1 reused"
expect_nothing_running
