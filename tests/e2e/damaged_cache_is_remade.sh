# SPDX-License-Identifier: Apache-2.0
# .accel is a cache: garbage in it, or its loss, makes no job and is not told. A lost index finds the
# jobs again; a lost counter gives no id twice.
. "$(dirname "$0")/common.inc"

pictures 3
thumbs_script
method mine 'int synthesis() { return 1; }'
sed -i 's/^}/  urd.build("mine");\n}/' build.cpp
expect_jobs "5 made, 0 reused"
find .accel -type f >"$work/cached"
while read -r file; do
  [ -e "$file" ] || continue
  for text in '' '{"x": [1]}'; do
    printf '%s' "$text" >"$file"
    expect_jobs "0 made, 5 reused"
    expect_equal "$(cat "$err")" ""
  done
done <"$work/cached"
for file in .accel/compiled/*/plugin.so; do
  head -c "$(stat -c %s "$file")" /dev/zero >"$work/zeros"
  cp "$work/zeros" "$file"
done
expect_jobs "0 made, 5 reused"
rm -r .accel
expect_jobs "0 made, 5 reused"
expect_equal "$(readlink results/thumbs/01.jpg)" ../../workdirs/dev/dev-2/01.jpg

rm -r "$jobs/.index"
expect_jobs "0 made, 5 reused"
rm -r "$jobs/latest"
expect_jobs "0 made, 5 reused"
rm "$jobs/.next"
rm -r "$jobs/dev-3"
expect_jobs "1 made, 4 reused"
expect_file "$jobs/dev-5/post.json"
ln -sfn garbage "$jobs/.next"
rm -r "$jobs/dev-1"
expect_jobs "2 made, 3 reused"
expect_file "$jobs/dev-6/post.json" "$jobs/dev-7/post.json"
rm -r "$jobs/.index" && mkdir "$jobs/.index"
expect_exit 0 accel build build.cpp
expect_jobs "0 made, 5 reused"

# A link of the index that leads to another job is no answer.
key=$(sed -n 's/^  "key": "\(.*\)",$/\1/p' "$jobs/latest/mine/setup.json")
ln -sfn "../$(basename "$(readlink "$jobs/latest/shapehist")")" "$jobs/.index/$key"
expect_jobs "1 made, 4 reused"
expect_printed "made    mine"
expect_jobs "0 made, 5 reused"
