# SPDX-License-Identifier: Apache-2.0
# accel job: filters, states, words for a job; accel log: builds and how they ended; accel tree: what a
# job was made from; accel workdir. A closed pipe is no error, a full disk is.
. "$(dirname "$0")/common.inc"

touch accel.toml
pictures 3
thumbs_script
expect_jobs "4 made, 0 reused"
thumbs_script 30 30
expect_jobs "2 made, 2 reused" build.cpp -- some words
method waits 'int synthesis() { std::printf("working\033[31m\n"); std::fflush(stdout); while (access("../../../go", F_OK) != 0) usleep(10000); return 1; }'
method fails 'int synthesis() { throw accel::Error("for this reason"); }'
printf '#include <accel/build.h>\nvoid accel_main(accel::Urd& urd) { urd.build(urd.args().at(0)); }\n' >other.cpp
expect_exit 1 accel build other.cpp -- fails

ids() { sed 1d "$out" | cut -d ' ' -f 1 | tr '\n' ' '; }
expect_exit 0 accel job
expect_equal "$(ids)" "dev-0 dev-1 dev-2 dev-3 dev-4 dev-5 dev-6 "
expect_printed "just now" finished failed
expect_exit 0 accel job --last 2
expect_equal "$(ids)" "dev-5 dev-6 and "
expect_printed "and 5 older ones; show more with --all or --last N"
expect_exit 0 accel job --method thumbnailer
expect_equal "$(ids)" "dev-1 dev-4 "
expect_exit 0 accel job --state failed --all
expect_equal "$(ids)" "dev-6 "
expect_exit 0 accel job --script other.cpp
expect_equal "$(ids)" "dev-6 "
for script in ./other.cpp "$project/other.cpp" methods/../other.cpp; do
  expect_exit 0 accel job --script "$script"
  expect_equal "$(ids)" "dev-6 "
done
mkdir sub
expect_exit 0 accel -C sub job --script ../other.cpp
expect_equal "$(ids)" "dev-6 "
expect_exit 1 accel -C sub job --script ./other.cpp
for script in othr.cpp ./othr.cpp "$project/othr.cpp"; do
  expect_exit 1 accel job --script "$script"
  expect_one_error "no job was first requested by '$script' (did you mean 'other.cpp'?)"
done
expect_exit 0 accel job --since 1h
expect_equal "$(ids | wc -w)" 7
expect_exit 0 accel job --since 2999-01-01
expect_printed "no such job"
expect_exit 2 accel job --since soon
expect_said "'soon'" 30d 2024-02-29
expect_exit 2 accel job --state broken
expect_exit 1 accel job --method thumbnial
expect_one_error "did you mean 'thumbnailer'?"
expect_exit 0 accel job --method thumbnailer --json
expect_equal "$(head -n 1 "$out" | cut -d , -f 1-3)" '{"job":"dev-1","method":"thumbnailer","state":"finished"'

# The list is of the jobs that are there, whatever was noted of them before.
cp -r "$jobs" "$work/kept"
rm -r "$jobs/dev-5"
rm "$jobs/dev-4/post.json"
expect_exit 0 accel job
expect_equal "$(ids)" "dev-0 dev-1 dev-2 dev-3 dev-4 dev-6 "
expect_printed "thumbnailer    unfinished"
printf '{' >"$jobs/dev-3/setup.json"
sed -i 's/"format": 1/"format": 99/' "$jobs/dev-2/setup.json"
printf 'dev-0\tlies' >"$jobs/.catalog"
expect_exit 0 accel job
expect_printed "?              damaged" "not valid JSON" "other format" "another version of accel"
expect_exit 1 accel job dev-3
expect_printed damaged
expect_no_text "$out" exception
for command in ds cat; do
  expect_exit 1 accel $command dev-3
  expect_one_error "job dev-3 is damaged" "dev-3/setup.json: not valid JSON"
  expect_exit 1 accel $command dev-2
  expect_one_error "another version of accel"
done
expect_exit 0 accel why dev-3
expect_printed "dev-3 (shapehist, damaged): never built before"
expect_exit 0 accel why dev-2
expect_printed "dev-2 (export_images, other format): never built before"
expect_exit 0 accel tree dev-3
expect_equal "$(cat "$out")" "dev-3  ?  (damaged)"
mkdir "$jobs/dev-9"  # a build that was killed this early
expect_exit 1 accel ds dev-9
expect_one_error "job dev-9 is unfinished"
rm -r "$jobs"
mv "$work/kept" "$jobs"

path() { "$ACCEL" job "$@" --path; }
expect_equal "$(path thumbnailer)" "$jobs/dev-4"
expect_equal "$(path thumbnailer~1)" "$jobs/dev-1"
expect_equal "$(path workdirs/dev/latest/shapehist)" "$jobs/dev-3"
expect_equal "$(path ./workdirs/dev/dev-2)" "$jobs/dev-2"
expect_equal "$(cd "$jobs/dev-2" && path .)" "$jobs/dev-2"
expect_exit 1 accel job thumbnailer~2
expect_one_error "thumbnailer has 2 finished jobs: the oldest is thumbnailer~1"
expect_exit 1 accel job ./photos
expect_one_error "'./photos' is not a job"
expect_exit 1 accel job dev-1/default
expect_one_error "expected a job"
for word in fails dev-6; do # it only failed: how, under either name
  expect_exit 0 accel job $word
  expect_printed "dev-6" "for this reason" "in synthesis of fails (dev-6)"
  expect_exit 1 accel ds $word
  expect_one_error "job dev-6 failed: for this reason" "in synthesis of fails (dev-6)" "accel job dev-6"
done
method unbuilt 'int synthesis() { return 1; }'
expect_exit 1 accel job unbuilt
expect_one_error "there is no job of 'unbuilt' in $jobs" 'urd.build("unbuilt", ...)'
for word in '' / ~ '~1' 'x~99999999999999999999' dev-99999999999999999999 "$(printf '\033[31m')" ../..; do
  expect_exit 1 accel job -- "$word/"
  expect_no_text "$err" "$(printf '\033')"
done
expect_exit 0 accel ds workdirs/dev/dev-1/DS/default
expect_printed thumb

expect_exit 0 accel job dev-0
expect_printed "build.cpp:4" "3 files below $project/photos" "read by" "dev-1  thumbnailer" "dev-4  thumbnailer"
expect_exit 0 accel job dev-0 --json
expect_printed '"state":"finished"' '"read_by":["dev-1","dev-3","dev-4"]'
expect_exit 0 accel job dev-6
expect_printed "for this reason" "in synthesis of fails"

expect_exit 0 accel tree export_images
expect_equal "$(sed 's/  [0-9.]* kB$//' "$out")" "dev-5  export_images
  source: dev-4  thumbnailer
    source: dev-0  import_images
      files: 3 files below $project/photos
        01.jpg
        02.jpg
        03.jpg"
expect_exit 0 accel tree dev-0 --readers
expect_printed "  dev-1  thumbnailer" "    dev-2  export_images" "  dev-3  shapehist"

expect_exit 0 accel workdir
expect_printed "dev  $jobs" "7 jobs: 1 failed, 6 finished" free

# While a job runs, and after its build was killed.
start "$ACCEL" build other.cpp -- waits
wait_until test -s "$jobs/dev-7/OUTPUT/synthesis"
expect_exit 0 accel job dev-7
expect_printed "waits  running" 'working\x1b[31m'
expect_exit 0 accel log --last 1
expect_printed running "other.cpp -- waits"
# A build that was killed before, whose process had the number that this one has.
log=$(echo "$jobs"/.builds/*.jsonl)
cp "$log" "$work/log"
sed -n '$s/"build":"/&9/; $s/\("process":"[0-9]* \)[0-9]*/\11/p' "$work/log" >>"$log"
expect_exit 0 accel log --last 2 --json
expect_equal "$(sed 's/.*"outcome":"\([a-z]*\)".*/\1/' "$out" | tr '\n' ' ')" "running killed "
cp "$work/log" "$log"
expect_exit 0 accel workdir
expect_printed "8 jobs: 1 failed, 6 finished, 1 running"
expect_exit 0 accel tree dev-7
expect_equal "$(cat "$out")" "dev-7  waits  (running)"
expect_exit 0 accel why dev-7
expect_equal "$(cat "$out")" "dev-7 (waits, running): never built before"
expect_exit 1 accel diff dev-6 dev-7
expect_printed "dev-6 (fails, failed) and dev-7 (waits, running)"
for command in "ds dev-7" "cat dev-7"; do
  # shellcheck disable=SC2086
  expect_exit 1 accel $command
  expect_one_error "job dev-7 is running" "accel status"
done
expect_exit 0 accel build --dry-run other.cpp -- waits
expect_printed "would make waits  (dev-7 is being made now)"
kill -9 "$pid"
wait "$pid" || true
expect_nothing_running
expect_exit 0 accel job --state unfinished
expect_equal "$(ids)" "dev-7 "
expect_exit 0 accel build --dry-run other.cpp -- waits
expect_printed "would make waits  (dev-7 was cut short before)"
expect_exit 1 accel ds dev-7
expect_one_error "job dev-7 is unfinished" "accel job dev-7"
expect_exit 1 accel ds dev-6
expect_one_error "job dev-6 failed" "accel job dev-6"
expect_exit 0 accel log --jobs
expect_printed "4 made, 0 reused" "2 made, 2 reused" "build.cpp -- some words" "exit 1" killed "dev-1 thumbnailer" "dev-6 fails"
expect_equal "$(sed 1d "$out" | grep -c 20..-)" 4
expect_exit 0 accel log --json --last 2
expect_equal "$(head -n 1 "$out" | cut -d , -f 2-3)" '"outcome":"exit 1","exit":1'
printf 'damaged\n{"event":"end"}\n{"event":1,"build":[]}\n[]\n' >>"$log"
touch go
expect_jobs "1 made, 0 reused" other.cpp -- waits
expect_exit 0 accel log
expect_equal "$(sed 1d "$out" | wc -l)" 5

for command in job "job dev-0" log "tree dev-5" workdir; do
  # shellcheck disable=SC2086
  expect_exit 3 sh -c "exec '$ACCEL' $command >/dev/full"
  expect_said "standard output" "No space left on device"
  (trap '' PIPE; "$ACCEL" $command; echo $? >"$work/code") 2>"$err" | true
  expect_equal "$(cat "$work/code")" 0
done
