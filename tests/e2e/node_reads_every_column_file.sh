# SPDX-License-Identifier: Apache-2.0
# npm's apache-arrow and nodejs-polars read every column file of a build: the photographs' bytes, and
# both the same values.
. "$(dirname "$0")/common.inc"
command -v node >/dev/null || skip "there is no node"
for package in apache-arrow nodejs-polars; do
  [ -d "${ACCEL_NODE_MODULES:-}/$package" ] || skip "there is no $package (ACCEL_NODE_MODULES)"
done

pictures 30
"$MAKE_PICTURE" 9 9 1 broken.jpg
head -c 300 broken.jpg >photos/20.jpg
rm broken.jpg
thumbs_script 20 20
sed -i 's/{"source", images}});$/{"source", images}, {"max_bad", 1}});/' build.cpp
expect_jobs "4 made, 0 reused"
read_column() {  # JOB COLUMN
  files=$(printf "$jobs/$1/DS/default/$2.%s.arrow\n" 0 1 2 3 4 5 6 7)
  for reader in arrow polars; do
    # shellcheck disable=SC2086  # words
    node "$ACCEL_SOURCE_DIR/tests/support/read_$reader.mjs" $files >"$work/$reader" 2>"$err" ||
      fail "read_$reader.mjs refuses $2"
    expect_equal "$(grep -c "^{\"name\":\"$2\"" "$work/$reader")" 8
    sed -i '/^{"name":/d' "$work/$reader"
  done
  cmp "$work/arrow" "$work/polars" || fail "polars finds other values in $2"
  cat "$work/arrow"
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
# Whatever other columns there are: neither reader refuses one.
for file in "$jobs"/*/DS/*/*.0.arrow; do
  column=${file##*/}
  read_column "$(basename "${file%%/DS/*}")" "${column%.0.arrow}" >/dev/null
done
