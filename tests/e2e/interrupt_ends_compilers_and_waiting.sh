# SPDX-License-Identifier: Apache-2.0
# An interrupt while another build is waited for, or while something is compiled: 130, nothing goes on
# running, and the next build is right.
. "$(dirname "$0")/common.inc"

method slow 'int synthesis() { while (::access("'"$work"'/go", F_OK) != 0) ::usleep(10000); return 1; }'
script 'urd.build("slow");'
"$ACCEL" build build.cpp >"$work/out.1" 2>"$work/err.1" &
first=$!
wait_until test -e "$jobs/dev-0/setup.json"
start "$ACCEL" build build.cpp
wait_until grep -q "waiting for another build" "$err"
expect_interrupted INT
expect_totals "0 made, 0 reused"
touch "$work/go"
wait $first || fail "the first build ended with $?: $(cat "$work/err.1")"
expect_equal "$(tail -n 1 "$work/out.1")" "jobs: 1 made, 0 reused"
expect_nothing_running

cat >"$work/compiler" <<END
#!/bin/sh
case "\$*" in *build.cpp*) touch '$work/ready'; exec sleep 1000 ;; esac
exec g++ "\$@"
END
chmod +x "$work/compiler"
printf '[compile]\ncompiler = "%s"\n' "$work/compiler" >accel.toml
echo '// again' >>build.cpp
start "$ACCEL" build build.cpp
wait_until test -e "$work/ready"
expect_interrupted INT
expect_nothing_running
expect_equal "$(cat "$err")" ""
rm accel.toml
expect_jobs "0 made, 1 reused"
