# SPDX-License-Identifier: Apache-2.0
# A photograph with other bytes and the same shape makes all jobs but shapehist, which reads only
# shapes; the old bytes make none, whatever their times.
. "$(dirname "$0")/common.inc"

pictures 30
thumbs_script
expect_jobs "4 made, 0 reused"
cp photos/07.jpg "$work/kept.jpg"
"$MAKE_PICTURE" 64 48 99 photos/07.jpg
expect_jobs "3 made, 1 reused"
grep -q '^reused  shapehist .*(source reads the same)' "$out" || fail "shapehist does not say why"
expect_equal "$(readlink results/thumbs/07.jpg)" ../../workdirs/dev/dev-6/07.jpg
expect_jobs "0 made, 4 reused"
cp "$work/kept.jpg" photos/07.jpg
expect_jobs "0 made, 4 reused"
expect_equal "$(readlink results/thumbs/07.jpg)" ../../workdirs/dev/dev-2/07.jpg

# A copy with the same bytes is the same photograph; another name or another number of them is not.
mv photos old && mkdir photos && cp old/*.jpg photos/ && rm -r old
expect_jobs "0 made, 4 reused"
mv photos/30.jpg photos/31.jpg
expect_jobs "3 made, 1 reused"
rm photos/31.jpg
expect_jobs "4 made, 0 reused"
expect_no_file results/thumbs/30.jpg results/thumbs/31.jpg
