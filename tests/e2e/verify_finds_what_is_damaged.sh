# SPDX-License-Identifier: Apache-2.0
# accel verify finds every file of a finished job that is not as it was written, says which job to
# delete and what will be made again; it also reports a job that cannot be read at all.
. "$(dirname "$0")/common.inc"

pictures 8
thumbs_script
expect_jobs "4 made, 0 reused"
method fails 'int analysis(int) { throw std::runtime_error("no"); }'
script 'urd.build("fails");'
expect_exit 1 accel build build.cpp
cp -a workdirs "$work/kept"
restore() { rm -rf workdirs && cp -a "$work/kept" workdirs; }

expect_exit 0 timeout 60 "$ACCEL" verify
expect_printed "4 jobs, " ": all sound (1 job unfinished or failed, not checked)"
expect_equal "$(wc -l <"$out")" 1
expect_equal "$(wc -c <"$err")" 0

# expect_damaged JOB TEXT...: verify ends with 1 and tells this job as the only one, and these texts.
expect_damaged() {
  expect_exit 1 timeout 60 "$ACCEL" verify
  expect_equal "$(grep -c '^  to make it again, remove it: ' "$out")" 1
  expect_printed "damaged: $1:" "rm -r workdirs/dev/$1" "1 job damaged"
  shift
  expect_printed "$@"
  expect_equal "$(wc -c <"$err")" 0
}

# every file that a job has, the last byte changed and then the file gone
for job in dev-0 dev-1 dev-2 dev-3; do
  for file in $(cd "$jobs/$job" && find . -type f | cut -c 3-); do
    path=$jobs/$job/$file
    size=$(stat -c %s "$path")
    last=$(tail -c 1 "$path" | od -An -tu1 | tr -d ' ')
    # shellcheck disable=SC2059
    printf "\\$(printf %o $(((last + 1) % 256)))" |
      dd of="$path" bs=1 seek=$((size - 1)) conv=notrunc status=none
    expect_damaged $job " $file: "
    [ "$file" = post.json ] || {  # without it the job is unfinished
      rm "$path"
      expect_damaged $job " $file: is gone"
    }
    cp -a "$work/kept/dev/$job/$file" "$path"
  done
done
expect_exit 0 accel verify

# a byte in the middle of a column that another job appended to
file=DS/default/image.3.arrow
printf x | dd of="$jobs/dev-0/$file" bs=1 seek=700 conv=notrunc status=none
expect_damaged dev-0 "$file: its contents have changed since they were written" \
  "and the jobs that read it: dev-1, dev-2, dev-3"
expect_exit 0 accel verify thumbnailer dev-2
expect_printed "2 jobs, "
expect_exit 1 accel verify import_images
expect_exit 1 accel verify --json
expect_printed '"job":"dev-0"' "\"file\":\"$file\"" '"rebuilt":["dev-0","dev-1","dev-2","dev-3"]' \
  '"damaged_jobs":1' "\"delete\":\"$jobs/dev-0\""
expect_equal "$(wc -l <"$out")" 2
# what it says to do does it
sh -c "$(sed -n 's/.*again, remove it: \(rm -r [^,]*\).*/\1/p' "$out")"
run accel verify
sh -c "$(sed -n 's/.*again, remove it: \(rm -r [^,]*\).*/\1/p' "$out" | head -n 1)"
thumbs_script
expect_jobs "4 made, 0 reused"
restore

# without dev-2, whose dataset names the files of dev-0 and dev-1, too
mv "$work/kept" "$work/all"
rm -r "$jobs/dev-2"
cp -a workdirs "$work/kept"

# another job's file, by the job that names it
truncate -s 100 "$jobs/dev-0/$file"
expect_exit 1 accel verify dev-1
expect_printed "damaged: dev-0: $file: has 100 bytes, " " were written, and dev-1 reads it"
restore
rm -r "$jobs/dev-0"
expect_damaged dev-1 "DS/default/dataset.json: column 'image' is stored in dev-0, which is gone"
restore
rm "$jobs/dev-0/post.json"
expect_damaged dev-1 "column 'image' is stored in dev-0, which is not finished"
restore

# directories that are beyond reading
garbage() {
  head -c 300 /dev/urandom >"$jobs/dev-1/$1"
  expect_damaged dev-1 " $1: "
  : >"$jobs/dev-1/$1"
  expect_damaged dev-1 " $1: not valid JSON"
  rm "$jobs/dev-1/$1"
  mkfifo "$jobs/dev-1/$1"
  expect_damaged dev-1 " $1: is not a regular file"
  rm "$jobs/dev-1/$1"
  ln -s "$(basename "$1")" "$jobs/dev-1/$1"
  expect_damaged dev-1 " $1: cannot be read: Too many levels of symbolic links"
  restore
  head -c 1000000 /dev/zero | tr '\0' '[' >"$jobs/dev-1/$1"
  expect_damaged dev-1 " $1: not valid JSON: nested too deeply"
  restore
}
for file in setup.json post.json DS/default/dataset.json; do garbage $file; done

# what another version of the format wrote is not damaged, and nobody is to delete it
other_format() {
  sed -i 's/"format": [12]/"format": 9/' "$jobs/dev-1/$1"
  expect_exit 1 timeout 60 "$ACCEL" verify
  expect_printed "other format: dev-1: $1: written by another version of accel (format 9, this one" \
    "verify it with the version of accel that made it" ": 1 job in another format, not checked (1 job "
  expect_no_text "$out" "rm -r"
  expect_no_text "$out" "damaged"
  expect_exit 1 accel verify --json dev-1
  expect_printed "\"job\":\"dev-1\",\"other_format\":\"$1\"" '"damaged_jobs":0,"other_format_jobs":1'
}
# leave_out_own JOB: as a job of an accel that listed none of its own files
leave_out_own() {
  sed -i '/"checksum": "[0-9a-f]*",$/{N;/"own"/{:a;N;/\n  \],/!ba;d}}' "$jobs/$1/post.json"
  expect_no_text "$jobs/$1/post.json" '"own"'
}
other_format post.json
restore
for file in setup.json DS/default/dataset.json; do
  sed -i 's/"format": [12]/"format": 9/' "$jobs/dev-1/$file"
  expect_damaged dev-1 " $file: "  # post.json knows what was written
  expect_no_text "$out" "other format"
  restore
  leave_out_own dev-1
  other_format $file
  restore
done
rm -r "$jobs/dev-3" && ln -s dev-3 "$jobs/dev-3"
expect_damaged dev-3 "dev-3: cannot be read: Too many levels of symbolic links"
rm "$jobs/dev-3" && echo >"$jobs/dev-3"
expect_damaged dev-3 "dev-3: is not a folder"
restore
mv "$jobs/dev-3" "$jobs/dev-7"
expect_damaged dev-7 "setup.json: belongs to 'dev-3'"
restore

rm -r "$work/kept"
mv "$work/all" "$work/kept"
restore

# links that lead elsewhere are told, and harm no job
ln -sfn ../dev-3 "$jobs/latest/thumbnailer"
key=$(basename "$(find "$jobs/.index" -lname ../dev-0)")
ln -sfn ../dev-2 "$jobs/.index/$key"
ln -s ../dev-0 "$jobs/latest/shapehist.tmp-17-0"
expect_exit 0 accel verify
expect_no_text "$out" "latest/shapehist.tmp-17-0"
expect_printed "note: workdirs/dev/latest/thumbnailer points to ../dev-3" \
  "note: workdirs/dev/.index/$key points to ../dev-2" "all sound"
expect_exit 0 accel verify --json
expect_printed "{\"note\":\"$jobs/latest/thumbnailer points to ../dev-3" '"notes":2'
restore

# of such a job those files are checked that setup.json knows
leave_out_own dev-0
expect_exit 0 accel verify
echo more >>"$jobs/dev-0/key.txt"
expect_damaged dev-0 "key.txt: "
restore
expect_exit 2 accel verify --fast
expect_exit 1 accel verify nothing
expect_exit 1 accel verify "$work/kept/dev/dev-0"
expect_said "job dev-0 is in another workdir" "accel verify --workdir $work/kept/dev dev-0"
expect_exit 0 accel verify --workdir "$work/kept/dev" dev-0
ln -s "$project" "$work/link"
expect_exit 0 accel -C "$work/link" verify dev-0 workdirs/dev/dev-1
expect_printed "2 jobs, "
