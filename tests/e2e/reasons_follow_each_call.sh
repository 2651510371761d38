# SPDX-License-Identifier: Apache-2.0
# The reason on a job's line compares with the last job of the same call of the same script, not
# with a job that another script, another call or an experiment in between made. If there is none,
# it compares with the nearest earlier job.
. "$(dirname "$0")/common.inc"

method list_files 'accel::Files files = input_files("files"); int synthesis() { return 1; }'
method work 'int size = option("size", 1); std::string format = option("format", "a"); int synthesis() { return size; }'
mkdir dogs cats
for i in 1 2 3; do echo "dog $i" >dogs/$i; echo "cat $i" >cats/$i; done
sizes() {  # sizes FORMAT SIZE...
  format=$1; shift
  calls=
  for size; do calls="$calls urd.build(\"work\", {{\"size\", $size}, {\"format\", \"$format\"}});"; done
  script "$calls"
}

# Two scripts import different folders.
printf '#include <accel/build.h>\nvoid accel_main(accel::Urd& urd) { urd.build("list_files", {{"files", accel::glob("%s/*")}}); }\n' dogs >dogs.cpp
sed 's/dogs/cats/' dogs.cpp >cats.cpp
expect_jobs "1 made, 0 reused" dogs.cpp
expect_jobs "1 made, 0 reused" cats.cpp
echo 'dog 4' >dogs/4
expect_jobs "1 made, 0 reused" dogs.cpp
expect_printed "(files: 1 added: 4)"
expect_exit 0 accel why list_files
expect_printed "compared with dev-0:" "files: 1 added: 4"

# A loop.
sizes a 10 20 30
expect_jobs "3 made, 0 reused"
sizes b 10 20 30
expect_jobs "3 made, 0 reused"
expect_equal "$(grep -c '(option format: "a" became "b")' "$out")" 3

# A loop whose options changed place: the call that differs least.
sizes c 30 20 10
expect_jobs "3 made, 0 reused"
expect_equal "$(grep -c '(option format: "b" became "c")' "$out")" 3

# A size was tried in between, and set back.
sizes c 40
expect_jobs "1 made, 0 reused"
sizes c 50
expect_jobs "1 made, 0 reused"
sizes c 40
expect_jobs "0 made, 1 reused"
sizes d 40
expect_jobs "1 made, 0 reused"
expect_printed '(option format: "c" became "d")'

# A script that is new: the nearest earlier job of the method.
sizes d 20
mv build.cpp other.cpp
sed -i 's/"d"/"b"/; s/20/21/' other.cpp
expect_jobs "1 made, 0 reused" other.cpp
expect_printed 'became 21)'  # the format is that of a job before the newest

# A run that fails before it comes to a call keeps what that call had.
method fails 'int synthesis() { throw std::runtime_error("no"); }'
sizes d 40
sed -i 's/urd.build("work"/if (!urd.args().empty()) urd.build("fails"); urd.build("work"/' build.cpp
expect_jobs "0 made, 1 reused"
expect_exit 1 accel build build.cpp -- fail
sed -i 's/"d"/"e"/' build.cpp
expect_jobs "1 made, 0 reused"
expect_printed '(option format: "d" became "e")'

# A source that was a job of one method and is now one of another.
method reads 'accel::Job from = job("from"); int synthesis() { return 1; }'
script 'urd.build("reads", {{"from", urd.build("work")}});'
expect_jobs "2 made, 0 reused"
script 'urd.build("reads", {{"from", urd.build("list_files", {{"files", accel::glob("cats/*")}})}});'
expect_jobs "1 made, 1 reused"
expect_exit 0 accel why reads
expect_equal "$(sed 1d "$out")" "  from was a job of work, is now one of list_files"
