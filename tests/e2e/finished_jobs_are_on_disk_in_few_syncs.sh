# SPDX-License-Identifier: Apache-2.0
# All that a job wrote, and every name that leads to it, is synced before its post.json appears; a
# trivial job takes at most ten syncs, and one of many files a single one for all of them.
. "$(dirname "$0")/common.inc"
strace -o /dev/null true 2>/dev/null || skip "strace is missing, or may not trace"

traced() { strace -f -y -qq -e trace=fsync,fdatasync,syncfs,rename -o "$work/trace" "$ACCEL" "$@"; }

method trivial 'int synthesis() { return 1; }'
method folders 'void synthesis() {
  (void)!system("mkdir -p a/b && echo text >a/b/c");
}'
method many 'void synthesis() {
  (void)!system("for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17; do echo $i >file-$i; done");
}'
script 'urd.build(urd.args().at(0));'
method first 'void synthesis() {}'
expect_exit 0 accel build build.cpp -- first  # the first job of a workdir syncs its new files, too
for name in trivial folders many; do
  expect_exit 0 accel method $name  # compiled and described: compilers sync, too
  expect_exit 0 traced build build.cpp -- $name
  expect_totals "1 made, 0 reused"
  job=$(last_job)
  grep -q "rename(.*\"$job/post.json\")" "$work/trace" || fail "$name: there is no post.json"
  # The script's own process syncs what it compiled, and then the name of the job's folder.
  sed -n "\\|sync(.*<$jobs>|,\$p" "$work/trace" >"$work/job"
  sed '/rename(.*post\.json")/,$d' "$work/job" >"$work/before"
  # Syncs of the log of builds belong to the build, not to the job.
  count=$(grep -v '/\.builds[/>]' "$work/job" | grep -c 'sync([0-9]')
  [ "$count" -le 10 ] || [ $name != trivial ] || fail "$count syncs"
  if [ $name = many ]; then
    grep -q "syncfs(.*<$job>" "$work/before" || fail "$name: nothing synced all"
    [ "$count" -le 5 ] || fail "$name: $count syncs"
  else
    for path in $(find "$job" -mindepth 1 -name post.json -prune -o -print) "$job" "$jobs"; do
      [ "$path" != "$job/slices" ] || continue  # empty
      grep -q "fsync([0-9]*<$path>" "$work/before" || fail "$name: $path was not synced before"
    done
  fi
  grep -q "fsync([0-9]*<$job/post.json.tmp" "$work/before" || fail "$name: an unsynced post.json"
  sed '1,/rename(.*post\.json")/d' "$work/job" | grep -q "fsync([0-9]*<$job>" ||
    fail "$name: the name of post.json was not synced"
done
