# SPDX-License-Identifier: Apache-2.0
# Far more slices than photographs, and one slice: the same pictures. Every slice has its file.
. "$(dirname "$0")/common.inc"

pictures 3
thumbs_script 20 20
echo 'slices = 40' >accel.toml
expect_jobs "4 made, 0 reused"
expect_equal "$(ls "$jobs"/dev-1/DS/default/*.arrow | wc -l)" 40
expect_equal "$(cat "$jobs/dev-3/result.json" | tr -d ' \n')" '{"64x48":3}'
expect_exit 0 accel ds dev-1
expect_printed "3 rows in 40 slices"
checksums "$jobs/dev-2" | grep '\.jpg$' >"$work/many"
rm -r workdirs
echo 'slices = 1' >accel.toml
expect_jobs "4 made, 0 reused"
checksums "$jobs/dev-2" | grep '\.jpg$' >"$work/one"
cmp "$work/many" "$work/one" || fail "other pictures"
