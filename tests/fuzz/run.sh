#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Looks for files that do harm: run.sh [SECONDS], 20 for each target unless said. The fuzz preset is
# built before. What it finds is in build/fuzz/found.
set -eu
cd "$(dirname -- "$0")/../.."
. examples/common.inc
seconds=${1:-20}
for target in column exif expression parts planar png; do
  mkdir -p "build/fuzz/found/$target"
  logged "fuzz-$target.log" "build/fuzz/${target}_fuzz" -max_total_time="$seconds" -timeout=300 \
    -rss_limit_mb=3000 -print_final_stats=1 -artifact_prefix=build/fuzz/found/ \
    "build/fuzz/found/$target" "tests/fuzz/corpus/$target"
  runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "build/logs/fuzz-$target.log")
  say "$target: $runs files in $seconds s, none does harm"
done
