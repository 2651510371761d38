# SPDX-License-Identifier: Apache-2.0
# Projects with one workdir, and builds in all of them at once: each job is made once, and what one
# project made is reused by another.
. "$(dirname "$0")/common.inc"

pictures 6 400 300
thumbs_script
method slow 'int analysis(int slice) { ::usleep(50000); return slice; }'
sed -i 's/^}/  urd.build("slow");\n}/' build.cpp
for name in a b c; do
  mkdir "$name"
  cp -r photos methods build.cpp "$name"
  echo "workdir = \"$work/shared\"" >"$name/accel.toml"
done
(cd a && expect_jobs "5 made, 0 reused")
(cd b && expect_jobs "0 made, 5 reused" && expect_file results/thumbs/01.jpg)
rm -r "$work/shared"
pids=
for name in a b c a b c; do
  (cd "$name" && exec "$ACCEL" build build.cpp >"$work/out.$name.$$" 2>&1) &
  pids="$pids $!"
done
for pid in $pids; do
  wait "$pid" || fail "a build ended with $?: $(cat "$work"/out.*)"
done
expect_equal "$(find "$work/shared" -mindepth 2 -maxdepth 2 -name post.json | wc -l)" 5
(cd c && expect_jobs "0 made, 5 reused" && expect_equal "$(find -L results/thumbs -type f | wc -l)" 6)
expect_nothing_running
