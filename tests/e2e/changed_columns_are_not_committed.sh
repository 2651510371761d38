# SPDX-License-Identifier: Apache-2.0
# A job fails if its column files are not what accel wrote: if the method changed a file, or a
# forked child of a worker would write rows a second time. It also fails if its result is nested too
# deeply to be read.
. "$(dirname "$0")/common.inc"

method changes '
  std::string how = option("how", "");
  accel::Writer out = writer(accel::int64("x"));
  void analysis(int slice) { for (int i = 0; i < 10; ++i) out.write(slice + i); }
  void synthesis() {
    const char* const name = "DS/default/x.0.arrow";
    if (how == "longer") std::ofstream(name, std::ios::app) << "more";
    if (how == "gone") ::unlink(name);
    if (how == "same") {
      ::usleep(50000);  // the clock of files is coarse
      std::fstream(name, std::ios::in | std::ios::out).seekp(100) << "more";
    }
  }'
sed -i '1i #include <fstream>' methods/changes.cpp
script 'urd.build("changes", {{"how", urd.args().at(0)}});'
for how in longer gone same; do
  expect_exit 1 accel build build.cpp -- $how
  expect_one_error "the method changed 'DS/default/x.0.arrow'" "build.cpp:3"
done
expect_jobs "1 made, 0 reused" build.cpp -- ""
expect_exit 0 accel verify

method forks '
  std::string where = option("where", "");
  accel::Writer out = writer(accel::int64("x"));
  /// Returns in both processes; in this one, when the other has ended.
  void fork_in(const char* phase) {
    if (where != phase) return;
    const pid_t pid = ::fork();
    if (pid > 0) ::waitpid(pid, nullptr, 0);
  }
  void prepare() { fork_in("prepare"); }
  void analysis(int slice) {
    out.write(slice);
    fork_in("analysis");
    if (slice == 0) for (int i = 0; i < 100000; ++i) out.write(i);
  }
  void synthesis() { fork_in("synthesis"); }'
sed -i '1i #include <sys/wait.h>' methods/forks.cpp
script 'urd.build("forks", {{"where", urd.args().at(0)}});'
for where in prepare analysis synthesis; do
  expect_exit 1 accel build build.cpp -- $where
  expect_one_error "the method called fork() and returned in the child" "build.cpp:3"
  expect_nothing_running
done
expect_jobs "1 made, 0 reused" build.cpp -- ""
expect_exit 0 accel verify

method deep '
  int levels = option("levels", 1);
  accel::Value synthesis() {
    accel::Value value = 1;
    for (int i = 0; i < levels; ++i) value = accel::Value::List{std::move(value)};
    return value;
  }'
script 'urd.build("deep", {{"levels", std::stoi(urd.args().at(0))}});'
sed -i '1i #include <string>' build.cpp
expect_exit 1 accel build build.cpp -- 5000
expect_one_error "result.json: its contents are nested too deeply: accel reads at most 1000 levels"
expect_jobs "1 made, 0 reused" build.cpp -- 1000
expect_exit 0 accel job deep
