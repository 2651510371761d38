# SPDX-License-Identifier: Apache-2.0
# The script of the design, in a folder with photographs and nothing else: all jobs are made, then
# all are reused; result.json counts shapes; results/thumbs holds the thumbnails.
. "$(dirname "$0")/common.inc"

pictures 30 800 600
thumbs_script
expect_jobs "4 made, 0 reused"
expect_equal "$(grep -c '^made ' "$out")" 4
expect_equal "$(ls results/thumbs | wc -l)" 30
expect_equal "$(tr -d ' \n' <workdirs/dev/latest/shapehist/result.json)" '{"800x600":30}'
file=results/thumbs/07.jpg
expect_equal "$(readlink $file)" ../../workdirs/dev/dev-2/07.jpg
expect_equal "$(head -c 2 $file | od -An -tx1)" ' ff d8'

# The log of builds alone is written to.
before=$(checksums workdirs | grep -v /.builds/)
expect_jobs "0 made, 4 reused"
expect_equal "$(grep -c '^reused ' "$out")" 4
expect_equal "$(checksums workdirs | grep -v /.builds/)" "$before"

touch photos/*
expect_jobs "0 made, 4 reused"
expect_nothing_running
expect_equal "$(ls "$TMPDIR")" ""
