# SPDX-License-Identifier: Apache-2.0
# accel gc lists what is deletable, and why. It deletes only with --delete, and never what a script
# requested when it last ran, what a link in results/ leads to, or what a job that stays reads.
. "$(dirname "$0")/common.inc"

# expect_gone ID... and expect_there ID...: job directories.
expect_gone() { for id; do expect_no_file "$jobs/$id"; done; }
expect_there() { for id; do expect_file "$jobs/$id/post.json"; done; }
gc() { expect_exit 0 accel gc "$@"; }
nothing_goes() { gc "$@" && expect_printed "gc: 0 jobs, 0 bytes of "; }

# dev-0 to dev-3; then dev-4 and dev-5 for another size.
pictures 3
thumbs_script
expect_exit 1 accel gc
expect_one_error "there are no jobs here yet"
expect_jobs "4 made, 0 reused"
nothing_goes
thumbs_script 32 32
expect_jobs "2 made, 2 reused"
expect_there dev-0 dev-1 dev-2 dev-3 dev-4 dev-5

gc
expect_printed "deletable  export_images  dev-2 " "deletable  thumbnailer    dev-1 " \
  "superseded by dev-5" "superseded by dev-4" "gc: 2 jobs, " "deletable"
# Jobs that read a job come before it.
expect_equal "$(sed -n 's/^deletable  *[a-z_]*  *\(dev-[0-9]*\) .*/\1/p' "$out" | tr '\n' ' ')" \
  "dev-2 dev-1 "
expect_there dev-1 dev-2
nothing_goes --keep 2
nothing_goes --older 1h
nothing_goes --max-size 1G
gc --older 0s
expect_printed "gc: 2 jobs, "
gc --json
expect_equal "$(grep -c '"event":"job"' "$out")" 2
expect_printed '"outcome":"deletable","job":"dev-1","method":"thumbnailer","state":"finished"' \
  '"event":"totals","deleted":false,"jobs":2'
for wrong in "--older 3" "--older 3x" "--max-size 5" "--max-size G" "--max-size 99999999999T" \
  "--keep -1" "--other"; do
  # shellcheck disable=SC2086
  expect_exit 2 accel gc $wrong
done

# A link in results/ that no record knows keeps its job, and what that reads.
ln -s ../workdirs/dev/dev-2/01.jpg results/old.jpg
nothing_goes --delete
ln -sfn "$jobs/../dev/dev-2/01.jpg" results/old.jpg
nothing_goes
rm results/old.jpg

# If a bound is given, no more jobs are deleted than it needs, and readers first.
size_of() { du -s --block-size=1 "$1" | cut -f 1; }
total=0
for job in "$jobs"/dev-*; do total=$((total + $(size_of "$job"))); done
gc --max-size $((total / 1024 - 1))K
expect_printed "gc: 1 job, " " dev-2 "
gc --max-size $((total / 1024 - 1))K --delete
expect_printed "gc: 1 job, " "deleted  export_images  dev-2 "
expect_gone dev-2
expect_there dev-1
gc --delete
expect_printed "deleted  thumbnailer  dev-1 " "gc: 1 job, "
expect_gone dev-1 dev-2
nothing_goes --delete
expect_equal "$(ls "$jobs/.trash")" "highest"
expect_jobs "0 made, 4 reused"

# What another script asked for when it last ran to its end stays; until the script is gone.
sed 's/{32, 32}/{16, 16}/; /link_results/d' build.cpp >other.cpp
expect_jobs "2 made, 2 reused" other.cpp
expect_equal "$(readlink "$jobs/latest/thumbnailer")" ../dev-6
nothing_goes --delete
rm other.cpp
gc --keep 0 --delete
expect_gone dev-6 dev-7
expect_there dev-0 dev-3 dev-4 dev-5
expect_equal "$(readlink "$jobs/latest/thumbnailer")" ../dev-4
expect_equal "$(find "$jobs/.index" -xtype l)" ""
expect_jobs "0 made, 4 reused"

# No number is given again, even when the counter is lost.
rm "$jobs/.next"
thumbs_script 8 8
expect_jobs "2 made, 2 reused"
expect_there dev-8 dev-9

# Failed and unfinished jobs go; a job that runs stays.
method broken 'int synthesis() { throw std::runtime_error("no"); }'
script 'urd.build("broken");'
expect_exit 1 accel build build.cpp
method slow 'int synthesis() {
  while (::access("../../../go", F_OK) != 0) ::usleep(10000);
  return 1;
}'
script 'urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}}); urd.build("slow");'
start "$ACCEL" build build.cpp
wait_until test -e "$jobs/dev-11/setup.json"
mkdir "$jobs/dev-12" "$jobs/.trash/dev-5"  # as builds and deletions that were killed leave them
echo text >"$jobs/.trash/dev-5/file"
run accel gc --keep 0 --delete
expect_equal "$status" 0
expect_printed "failed" "unfinished" "dev-10" "dev-12"
! grep -q 'dev-11' "$out" || fail "a job that runs is deletable"
expect_gone dev-10 dev-12
expect_no_file "$jobs/.trash/dev-5"
expect_file "$jobs/dev-0/post.json"  # the build that runs uses it
touch go
wait "$pid" || fail "the build ended with $?"
expect_finished "$(ls -d "$jobs"/dev-* | wc -l)"
expect_jobs "0 made, 2 reused"

# A job that does not say what it reads keeps all that were there before it.
script 'urd.build("slow");'
expect_jobs "0 made, 1 reused"
rm -r results
echo nonsense >"$jobs/dev-11/setup.json"
nothing_goes --keep 0 --delete
expect_said "what job dev-11 reads is unknown"
expect_nothing_running
