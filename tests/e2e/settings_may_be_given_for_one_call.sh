# SPDX-License-Identifier: Apache-2.0
# -C, --workdir, --slices, --concurrency and the environment come before accel.toml; several scripts in
# one call, and --keep-going; jobs of other workdirs are read by their ids.
. "$(dirname "$0")/common.inc"

printf 'slices = 4\nconcurrency = 2\n' >accel.toml
pictures 3
thumbs_script
slices() { sed -n 's/^  "slices": \([0-9]*\),$/\1/p' "$1/setup.json"; }
concurrency() { sed -n 's/^  "concurrency": \([0-9]*\),$/\1/p' "$1/setup.json"; }

cd /
expect_jobs "4 made, 0 reused" -C "$project" build.cpp
expect_equal "$(slices "$jobs/dev-0")" 4
expect_exit 0 accel -C "$project" job dev-1 --path
expect_equal "$(cat "$out")" "$jobs/dev-1"
expect_exit 0 accel job dev-1 --path -C "$project"
expect_exit 2 accel -C "$work/nothing" job
expect_one_error "there is no folder '$work/nothing'"
cd "$project"

expect_jobs "4 made, 0 reused" --workdir other/runs --slices 2 --concurrency 1 build.cpp
expect_equal "$(slices other/runs/runs-0) $(concurrency other/runs/runs-0)" "2 1"
export ACCEL_WORKDIR=third/env ACCEL_SLICES=3
expect_jobs "4 made, 0 reused"
expect_equal "$(slices third/env/env-0) $(concurrency third/env/env-0)" "3 2"
expect_jobs "0 made, 4 reused" --workdir other/runs build.cpp
expect_exit 0 accel job
expect_printed env-3
unset ACCEL_WORKDIR
for wrong in x 0 -1 1.5 99999999999999999999; do
  export ACCEL_SLICES=$wrong
  expect_exit 1 accel build build.cpp
  expect_one_error "ACCEL_SLICES in the environment" "'$wrong'"
done
export ACCEL_SLICES=
expect_exit 2 accel build build.cpp --slices 0
expect_exit 2 accel build build.cpp --concurrency many

# Jobs of another workdir.
cat >>accel.toml <<'END'
sources = ["other/runs"]
END
script 'urd.build("shapehist", {{"source", "runs-0/default"}});
  urd.build("thumbnailer", {{"source", "runs-1"}, {"size", {10, 10}}});'
expect_jobs "2 made, 0 reused"
expect_jobs "0 made, 2 reused"
expect_text "$jobs/dev-4/key.txt" runs-0/default
expect_exit 0 accel job runs-1
expect_printed "$project/other/runs/runs-1" thumbnailer finished
expect_exit 0 accel job dev-5
expect_printed "runs-1/default  thumbnailer"
expect_exit 0 accel ds dev-5
expect_printed "appended to runs-1/default"
expect_exit 0 accel tree dev-5
expect_printed "source: runs-1  thumbnailer" "source: runs-0  import_images"
expect_exit 0 accel workdir
expect_printed "runs  $project/other/runs  (read from)"
expect_exit 1 accel job runs-9
expect_one_error "there is no job runs-9 in $project/other/runs"
script 'urd.build("shapehist", {{"source", "nowhere-0"}});'
expect_failure 1 "unknown workdir 'nowhere'"
printf 'sources = ["a/dev"]\n' >accel.toml
expect_exit 1 accel job
expect_one_error "two workdirs are named 'dev'"
rm accel.toml

# Scripts one after the other.
script 'urd.build("shapehist", {{"source", "dev-0"}});'
cp build.cpp first.cpp
script 'urd.build("nothing");'
cp build.cpp broken.cpp
printf 'no C++\n' >uncompiled.cpp
thumbs_script
touch accel.toml
expect_jobs "0 made, 5 reused" first.cpp build.cpp
expect_exit 1 accel build broken.cpp build.cpp
expect_totals "0 made, 0 reused"
expect_exit 1 accel build --keep-going broken.cpp build.cpp
expect_totals "0 made, 4 reused"
expect_exit 1 accel build uncompiled.cpp build.cpp
expect_totals "0 made, 0 reused"
expect_exit 1 accel build --keep-going uncompiled.cpp broken.cpp build.cpp
expect_totals "0 made, 4 reused"
expect_said uncompiled.cpp "'nothing'"
expect_exit 1 accel build --keep-going missing.cpp build.cpp
expect_totals "0 made, 4 reused"
expect_one_error "there is no build script 'missing.cpp'"
