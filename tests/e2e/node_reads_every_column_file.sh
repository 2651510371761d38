# SPDX-License-Identifier: Apache-2.0
# npm's apache-arrow, which we did not write, reads every column file, and finds the bytes of the
# photographs in them.
. "$(dirname "$0")/common.inc"
command -v node >/dev/null || skip "there is no node"
[ -d "${ACCEL_NODE_MODULES:-}" ] || skip "there is no apache-arrow (ACCEL_NODE_MODULES)"

pictures 30
"$MAKE_PICTURE" 9 9 1 broken.jpg
head -c 300 broken.jpg >photos/20.jpg
rm broken.jpg
thumbs_script 20 20
sed -i 's/{"source", images}});$/{"source", images}, {"max_bad", 1}});/' build.cpp
expect_jobs "4 made, 0 reused"
read_column() {  # JOB COLUMN
  for slice in 0 1 2 3 4 5 6 7; do
    node "$ACCEL_SOURCE_DIR/tests/support/read_arrow.mjs" \
      "$jobs/$1/DS/default/$2.$slice.arrow" >"$work/slice" 2>"$err" || fail "no Arrow file"
    grep -q "^{\"name\":\"$2\"" "$work/slice" || fail "not column $2"
    tail -n +2 "$work/slice"
  done
}
read_column dev-0 image | grep -o '"sha256":"[0-9a-f]*"' | cut -d '"' -f 4 >"$work/got"
sha256sum photos/*.jpg | cut -d ' ' -f 1 >"$work/wanted"
cmp "$work/got" "$work/wanted" || fail "other photographs"
read_column dev-0 filename >"$work/got"
(cd photos && ls) | sed 's/.*/"&"/' >"$work/wanted"
cmp "$work/got" "$work/wanted" || fail "other names"
expect_equal "$(read_column dev-0 shape | sort -u)" '"[64,48]"
"[9,9]"'
read_column dev-1 thumb >"$work/got"
expect_equal "$(wc -l <"$work/got")" 30
expect_equal "$(grep -n null "$work/got")" 20:null
sed -n 1p "$work/got" >"$work/first"
expect_text "$work/first" "$(sha256sum "$jobs/dev-2/01.jpg" | cut -d ' ' -f 1)"
