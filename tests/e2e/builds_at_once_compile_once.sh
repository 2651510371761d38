# SPDX-License-Identifier: Apache-2.0
# Many builds at once that find no cache: each script, method and header is compiled by one of them. A
# build that is killed meanwhile leaves its part to the others, and an interrupt ends the waiting.
. "$(dirname "$0")/common.inc"

cat >"$work/compiler" <<END
#!/bin/sh
previous=
for word; do
  if [ "\$previous" = -c ]; then
    echo "\${word##*/}" >>'$work/compiled'
    while [ -e '$work/hold' ]; do sleep 0.05; done
  fi
  previous=\$word
done
exec g++ "\$@"
END
chmod +x "$work/compiler"
printf 'slices = 2\n[compile]\ncompiler = "%s"\n' "$work/compiler" >accel.toml
method one 'int synthesis() { return 1; }'
method two 'int synthesis() { return 2; }'
script 'urd.build("one"); urd.build("two");'
compiled() { sort "$work/compiled" | uniq -c | tr -s ' ' | tr '\n' ';'; }

pids=
for i in $(seq 12); do
  "$ACCEL" build build.cpp >"$work/out.$i" 2>"$work/err.$i" &
  pids="$pids $!"
done
for pid in $pids; do
  wait "$pid" || fail "a build ended with $?: $(cat "$work"/err.*)"
done
expect_equal "$(compiled)" " 1 build.cpp; 1 build.h; 1 method.h; 1 one.cpp; 1 two.cpp;"
expect_equal "$(cat "$work"/err.* | grep -v '^accel: waiting for another build')" ""
expect_finished 2
expect_jobs "0 made, 2 reused"

# The one who compiles is killed, and one who waits is interrupted.
rm -r .accel workdirs "$work/compiled"
touch "$work/hold"
"$ACCEL" build build.cpp >"$work/out.1" 2>&1 &
first=$!
compiles() { [ -n "$(ls .accel/tmp 2>/dev/null)" ]; }
wait_until compiles
watches_interrupts() { grep -q '^SigCgt:.*[2367abef]$' "/proc/$pid/status"; }
start "$ACCEL" build build.cpp
wait_until watches_interrupts
sleep 0.3
expect_interrupted INT
expect_equal "$(cat "$err")" ""
expect_totals "0 made, 0 reused"
start "$ACCEL" build build.cpp
sleep 0.1
kill -9 "$first"
wait "$first" 2>/dev/null || true
rm "$work/hold"
wait "$pid" || fail "the build that waited ended with $?"
expect_totals "2 made, 0 reused"
expect_nothing_running
