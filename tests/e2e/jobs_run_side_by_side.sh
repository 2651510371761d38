# SPDX-License-Identifier: Apache-2.0
# Independent jobs of a script run side by side: two that wait for each other end well. Lines keep
# the order of the script. If a job fails, is killed or is interrupted, no job that depends on it
# starts.
. "$(dirname "$0")/common.inc"
export ACCEL_CONCURRENCY=2
unset ACCEL_JOBS

# Notes in the folder of the test that it has begun, and waits until the `others` have begun.
method meets '
  std::string name = option("name", "");
  std::string others = option("others", "");
  std::string end = option("end", "well");
  std::vector<accel::Job> reads = jobs("reads", {.required = false});
  static std::string path(const std::string& name) { return std::string("'"$work"'/has_begun.") + name; }
  void synthesis() {
    std::fclose(std::fopen(path(name).c_str(), "w"));
    for (const char other : others) {
      while (::access(path(std::string(1, other)).c_str(), F_OK) != 0) ::usleep(1000);
    }
    if (end == "throw") throw std::runtime_error("thrown by " + name);
    if (end == "kill") ::kill(::getppid(), SIGKILL);
    while (end != "well") ::pause();
  }'
begin() { rm -rf "$work"/has_begun.* workdirs; }

script '
  auto a = urd.build("meets", {{"name", "a"}, {"others", "b"}});
  auto b = urd.build("meets", {{"name", "b"}, {"others", "a"}});
  urd.build("meets", {{"name", "c"}, {"reads", {a, b}}});
  urd.build("meets", {{"name", "a"}, {"others", "b"}});'
expect_jobs "3 made, 1 reused"
expect_equal "$(sed -n 's/ .*dev-/ dev-/; s/ [ 0-9.]* s .*//p' "$out" | tr '\n' ' ')" \
  "made dev-0 made dev-1 made dev-2 reused dev-0 "
expect_jobs "0 made, 4 reused"
expect_exit 0 accel build build.cpp --json
expect_equal "$(grep -o '"job":"[^"]*"' "$out" | tr '\n' ' ')" \
  '"job":"dev-0" "job":"dev-1" "job":"dev-2" "job":"dev-0" '

# If one runs at a time, the first waits forever: its time limit ends it.
begin
script '
  urd.build("meets", {{"name", "a"}, {"others", "b"}, {"timeout", 0.5}});
  urd.build("meets", {{"name", "b"}});'
expect_exit 1 accel build build.cpp --jobs 1
expect_one_error "took longer than timeout" "build.cpp:4"
expect_totals "0 made, 0 reused, 1 failed"
expect_nothing_running

# A job that throws, and one whose supervisor is killed: a job that runs beside it ends well, and
# nothing else starts. If --keep-going is given, only jobs that depend on it do not start.
for end in throw kill; do
  begin
  script '
    auto bad = urd.build("meets", {{"name", "a"}, {"others", "b"}, {"end", "'$end'"}});
    urd.build("meets", {{"name", "b"}, {"others", "a"}});
    urd.build("meets", {{"name", "c"}, {"reads", {bad}}});
    urd.build("meets", {{"name", "d"}, {"others", "c"}, {"reads", {bad}}});'
  expect_exit 1 accel build build.cpp
  expect_one_error "build.cpp:4"
  expect_totals "1 made, 0 reused, 1 failed"
  expect_nothing_running
  expect_no_file "$work/has_begun.c"
done
expect_said "its process was killed by signal 9"
begin
script '
  auto bad = urd.build("meets", {{"name", "a"}, {"end", "throw"}});
  urd.build("meets", {{"name", "b"}, {"reads", {bad}}});
  auto c = urd.build("meets", {{"name", "c"}});
  urd.build("meets", {{"name", "d"}, {"reads", {c}}});
  urd.build("meets", {{"name", "e"}, {"end", "throw"}});'
expect_exit 1 accel build build.cpp --keep-going
expect_said "thrown by a" "thrown by e" "build.cpp:4" "build.cpp:8"
expect_totals "2 made, 0 reused, 2 failed"
expect_no_file "$work/has_begun.b"

# A build inside a job has cores of its own: with one core, neither waits for the other.
mkdir inner
touch accel.toml inner/accel.toml
(cd inner && method one 'int synthesis() { return 1; }' && script 'urd.build("one");')
method builds '
  int number = option("number", 0);
  void synthesis() {
    const std::string command = "cd '"'$project/inner'"' && ACCEL_WORKDIR=inner" +
                                std::to_string(number) + " \"$ACCEL\" build build.cpp >/dev/null";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("the inner build failed");
  }'
script 'for (const int n : {1, 2}) urd.build("builds", {{"number", n}});'
expect_exit 0 accel build build.cpp --concurrency 1
expect_totals "2 made, 0 reused"
expect_file inner/inner1/inner1-0/post.json inner/inner2/inner2-0/post.json

# A method that is compiled while jobs wait for the only core gets it, and then they do.
begin
method late 'int synthesis() { return 1; }'
script '
  for (const char* name : {"a", "b", "c"}) urd.build("meets", {{"name", name}});
  urd.build(std::string("la") + "te");'
expect_exit 0 accel build build.cpp --concurrency 1
expect_totals "4 made, 0 reused"

# What a script does with its children, or in a fork, harms no job.
begin
script '
  const auto a = urd.build("meets", {{"name", "a"}, {"others", "b"}});
  if (::fork() == 0) {
    try {
      (void)a.id();
    } catch (const accel::Error& error) {
      ::_exit(std::string(error.what()).find("in a fork of the script") == std::string::npos ? 1 : 0);
    }
    ::_exit(2);
  }
  int ended = 0;
  if (::wait(&ended) < 0 || ended != 0) throw std::runtime_error("the fork got no error");
  urd.build("meets", {{"name", "b"}});
  while (::wait(nullptr) > 0) {
  }'
sed -i '1i #include <sys/wait.h>\n#include <unistd.h>\n#include <stdexcept>' build.cpp
expect_jobs "2 made, 0 reused"

# The progress and `accel status` show both jobs while they run, and an interrupt ends both.
begin
script '
  urd.build("meets", {{"name", "a"}, {"others", "b"}, {"end", "wait"}});
  urd.build("meets", {{"name", "b"}, {"others", "a"}, {"end", "wait"}});'
start "$ACCEL" build build.cpp --progress log:0.05
wait_until grep -q 'meets dev-0: synthesis' "$err"
wait_until grep -q 'meets dev-1: synthesis' "$err"
accel status >"$work/status"
expect_text "$work/status" "meets dev-0, process" "meets dev-1, process"
expect_interrupted INT
expect_nothing_running
expect_totals "0 made, 0 reused"
