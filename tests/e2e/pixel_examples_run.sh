#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The methods and the script on pixels in methods/README.md run as they stand there.
. "$(dirname "$0")/common.inc"

page_blocks Pixels
expect_file methods/mean_colour.cpp methods/network_input.cpp methods/top.cpp methods/train_test.cpp \
  look.cpp methods/capture_date.cpp dates.cpp

export ACCEL_SLICES=2  # so that a slice has several rows
pictures 5
"$MAKE_PICTURE" 500 300 1 photos/wide.jpg
cp photos/wide.jpg photos/wide-too.jpg
expect_exit 0 accel build look.cpp
expect_totals "9 made, 0 reused"
expect_exit 0 accel cat near_duplicates -c filename_a,filename_b,distance
expect_exit 0 accel ds network_input
expect_printed "tensor<float32, 3x224x224>"
train=$(accel cat train_test/train -c filename --no-header)
test=$(accel cat train_test/test -c filename --no-header)
expect_equal "$(echo "$train" | wc -l) $(echo "$test" | wc -l)" "6 1"
expect_equal "$(printf '%s\n' "$train" "$test" | sort)" "$(ls photos)"
expect_exit 0 accel cat mean_colour -c filename --where "colour[0] > 0 and colour[0] < 255" --no-header
expect_equal "$(wc -l <"$out")" 7
expect_exit 0 accel export top --column top --format files -o top
expect_equal "$(ls top | wc -l)" 7
expect_exit 0 accel sheet top --column top -o sheet.png
expect_exit 0 accel cat image_stats -c filename,sharpness,clipped --where "clipped <= 1 and mean[0] >= 0"

taken photos/wide.jpg "2026:05:01 12:34:56"
taken photos/01.jpg "2026:04:30 23:59:59"
expect_jobs "3 made, 0 reused" dates.cpp
expect_exit 0 accel cat filter_rows -c filename,taken_at
expect_equal "$(tail -n +2 "$out")" "$(printf 'wide.jpg\t2026-05-01T12:34:56.000000')"
