# SPDX-License-Identifier: Apache-2.0
# A build continues if the reader of its output has ended, or if there is none; so does a deletion.
# A command that only shows something ends, with success. If the output cannot be written, accel
# reports that.
. "$(dirname "$0")/common.inc"

pictures 3
thumbs_script 20 20
accel build build.cpp 2>"$err" | true
expect_jobs "0 made, 4 reused"
rm -r workdirs
run sh -c '"$ACCEL" build build.cpp 2>&- <&-'
expect_jobs "0 made, 4 reused"

# readerless COMMAND: nobody reads what it prints, from the first byte on; its exit code is 0.
readerless() {
  mkfifo "$work/pipe"
  # shellcheck disable=SC2016
  run sh -c 'exec 3<>"$1" 4>"$1" 3>&-; shift; exec "$@" >&4 4>&-' sh "$work/pipe" "$@"
  rm "$work/pipe"
  expect_equal "$* $status" "$* 0"
  expect_equal "$(wc -c <"$err")" 0
}
thumbs_script 10 10
expect_jobs "2 made, 2 reused"
superseded=$(accel gc --json | grep -c '"outcome":"deletable"')
expect_equal "$superseded" 2
for command in verify "verify --json" "verify dev-0" gc "gc --json" method "method thumbnailer" "init a"; do
  # shellcheck disable=SC2086
  readerless "$ACCEL" $command
  # shellcheck disable=SC2086
  expect_exit 3 sh -c "exec '$ACCEL' $(echo $command | sed 's/init a/init b/') >/dev/full"
  expect_said "standard output" "No space left on device"
done
expect_file a/accel.toml b/accel.toml
echo more >>"$jobs/dev-3/key.txt"
expect_exit 3 sh -c "exec '$ACCEL' verify >/dev/full"
expect_exit 1 accel verify
cp -r workdirs "$work/kept"
readerless "$ACCEL" gc --keep 1 --delete
expect_exit 0 accel gc
expect_printed "gc: 0 jobs, 0 bytes of "
rm -r workdirs
mv "$work/kept" workdirs
expect_exit 3 sh -c "exec '$ACCEL' gc --delete >/dev/full"
expect_exit 0 accel gc
expect_printed "gc: 0 jobs, 0 bytes of "
