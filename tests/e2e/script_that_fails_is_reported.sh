# SPDX-License-Identifier: Apache-2.0
# A script that throws, crashes, exits or asks for what is not there ends the build with 1, and says
# why. What it printed comes before the last line.
. "$(dirname "$0")/common.inc"

cat >build.cpp <<'END'
#include <accel/build.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

void accel_main(accel::Urd& urd) {
  const std::string what = urd.args()[0];
  std::printf("first of %zu", urd.args().size());
  auto job = urd.build("one");
  (void)job.id();
  std::printf("second\n");
  std::fflush(stdout);
  if (what == "throws") throw std::runtime_error("my own reason");
  if (what == "throws error") throw accel::Error("my own error");
  if (what == "throws int") throw 1;
  if (what == "lists a folder") std::filesystem::directory_iterator("missing");
  if (what == "crashes") {
    std::signal(SIGSEGV, SIG_DFL);
    std::raise(SIGSEGV);
  }
  if (what == "exits") std::exit(3);
  if (what == "asks") job.dataset("none");
  if (what == "catches") {
    try {
      urd.build("two");
    } catch (const accel::Error& error) {
      std::printf("caught %s\n", error.what());
    }
    urd.build("one");
  }
}
END
method one 'int synthesis() { return 1; }'
expect_jobs "1 made, 0 reused" build.cpp -- "" b "c d" --json
expect_equal "$(sed 's/made .*/made/' "$out" | tr '\n' '|')" "first of 4made|second|jobs: 1 made, 0 reused|"
fails() {
  expect_exit 1 accel build build.cpp -- "$1"
  shift
  expect_one_error "$@"
  expect_printed second
  expect_totals "0 made, 1 reused"
}
fails throws "build.cpp" "my own reason"
fails "throws error" "my own error"
fails "throws int" "build.cpp" "is not a std::exception"
fails "lists a folder" "build.cpp: filesystem error: " "[missing]"
fails crashes "build.cpp" "segmentation fault"
fails exits "build.cpp" "exited with status 3"
fails asks "'none'"
expect_jobs "0 made, 2 reused" build.cpp -- catches
expect_printed "caught there is no method 'two'"
method two 'int synthesis() { throw accel::Error("not two"); }'
expect_exit 1 accel build build.cpp -- catches
expect_totals "0 made, 2 reused, 1 failed"
# Two scripts run one after the other; the second not when the first failed.
echo '#include <accel/build.h>
void accel_main(accel::Urd& urd) { std::string all; for (auto& a : urd.args()) all += a; std::puts(all.c_str()); }' >other.cpp
sed -i '1i #include <cstdio>' other.cpp
expect_jobs "0 made, 1 reused" build.cpp other.cpp -- x y
expect_printed xy
expect_exit 1 accel build build.cpp other.cpp -- throws
expect_no_text "$out" "throws"
