# SPDX-License-Identifier: Apache-2.0
# A person removes a job's folder while a build needs it: the build says so, or makes the job again;
# nothing goes on running, and the next build is right.
. "$(dirname "$0")/common.inc"

method first 'accel::Writer out = writer(accel::int64("n")); void analysis(int slice) { out.write(slice); }'
method wait 'int synthesis() {
  for (::close(::creat("../../../started", 0666)); ::access("../../../go", F_OK) != 0;) ::usleep(10000);
  return 1;
}'
method second 'accel::Dataset source = dataset("source");
  std::int64_t analysis(int slice) {
    if (::access("../../../slow", F_OK) == 0) {
      ::close(::creat(("../../../started-" + std::to_string(slice)).c_str(), 0666));
      while (::access("../../../go", F_OK) != 0) ::usleep(10000);
    }
    std::int64_t sum = 0;
    for (std::int64_t n : source.rows(slice, accel::int64("n"))) sum += n;
    return sum;
  }'
sed -i '1i #include <fcntl.h>' methods/*.cpp
echo 'slices = 2' >accel.toml

# Known as finished, gone before the job that reads it: found or made by this build.
script 'auto one = urd.build("first");
  urd.build("wait");
  urd.build("second", {{"source", one}});'
for outcome in made reused; do
  rm -f started go
  start "$ACCEL" build build.cpp
  wait_until test -e started
  first=$(readlink "$jobs/latest/first")
  grep -q "^$outcome  *first" "$out" || fail "the first was not $outcome"
  rm -r "$jobs/latest/$first"
  touch go
  status=0
  wait "$pid" || status=$?
  expect_equal "$status" 1
  expect_one_error "job $(basename "$first") was removed while the build ran" "build.cpp:5" \
    "run the build again"
  expect_nothing_running
  expect_jobs "2 made, 1 reused"
  expect_jobs "0 made, 3 reused"
  rm -r "$(readlink -f "$jobs/latest/second")" "$(readlink -f "$jobs/latest/wait")"
done

# Gone while the job that reads it runs.
rm -f started go
touch slow
script 'urd.build("second", {{"source", urd.build("first")}});'
start "$ACCEL" build build.cpp
wait_until test -e started-0
first=$(readlink "$jobs/latest/first")
rm -r "$jobs/latest/$first"
touch go
status=0
wait "$pid" || status=$?
if [ "$status" != 0 ]; then  # it may have opened all by then
  expect_equal "$status" 1
  expect_one_error "job $(basename "$first") was removed while the build ran" "build.cpp:3"
fi
expect_nothing_running
expect_jobs "2 made, 0 reused"
expect_jobs "0 made, 2 reused"

# The job that is being made: made again, at once, as another.
rm -f started go slow
rm -r "$(readlink -f "$jobs/latest/wait")" 2>/dev/null || true
script 'urd.build("wait");'
start "$ACCEL" build build.cpp
wait_until test -e started
gone=$(last_job)
rm -r "$gone"
touch go
wait "$pid" || fail "the build ended with $?"
expect_totals "1 made, 0 reused"
expect_said "$(basename "$gone") was removed while it was made"
[ "$(last_job)" != "$gone" ] || fail "its number was given again"
expect_nothing_running
expect_jobs "0 made, 1 reused"

# The job whose rows are kept: all rows are computed.
rm -f started go
cat >methods/lengths.cpp <<'END'
#include <accel/method.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

struct Lengths : accel::Method {
  accel::Files files = input_files("files");
  accel::Writer out = writer(accel::int32("length"));

  void analysis(int slice) {
    out.map(files.slice(slice),
            [](const accel::File& file) { return static_cast<std::int32_t>(file.read().size()); });
  }
  void synthesis() {
    std::ofstream("../../../started") << "here";
    while (!std::filesystem::exists("../../../go")) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
};
ACCEL_METHOD(Lengths)
END
mkdir texts
for i in 1 2 3 4; do echo "text $i" >"texts/$i.txt"; done
script 'urd.build("lengths", {{"files", accel::glob("texts/*.txt")}});'
touch go
expect_jobs "1 made, 0 reused"
kept=$(last_job)
echo more >texts/5.txt
rm started go
start "$ACCEL" build build.cpp
wait_until test -e started
rm -r "$kept"
touch go
wait "$pid" || fail "the build ended with $?"
expect_totals "1 made, 0 reused"
expect_said "$(basename "$kept") was removed while $(basename "$(last_job)") kept rows of it"
grep -q '^made .* 5 rows  (' "$out" || fail "not all rows were computed"
expect_equal "$(accel cat lengths --no-header | tr '\n' ' ')" "7 7 7 7 5 "
expect_nothing_running
