# SPDX-License-Identifier: Apache-2.0
# A method that leaves processes behind, in sessions of their own and with its output open: its job
# ends, and they end with it.
. "$(dirname "$0")/common.inc"

method_script
leave='if (::fork() == 0) { ::setsid(); if (::fork() == 0) { ::sleep(1000); } ::sleep(1000); ::_exit(0); }'
method leaves_early "void prepare() { $leave } int analysis(int) { return 1; }"
method leaves "int analysis(int) { $leave return 1; }"
method leaves_late "int synthesis() { $leave return 1; }"
method leaves_and_fails "void analysis(int slice) { $leave if (slice == 1) throw accel::Error(\"then this\"); }"
expect_method_fails leaves_and_fails "then this" "in analysis of leaves_and_fails"
for name in leaves_early leaves leaves_late; do
  expect_jobs "1 made, 0 reused" build.cpp -- $name
  expect_nothing_running
done

# Threads that prepare leaves behind would not be there in the workers.
method thread 'void prepare() { std::thread([] { ::sleep(1000); }).detach(); } int analysis(int) { return 1; }'
sed -i '1i #include <thread>' methods/thread.cpp
expect_exit 1 accel build build.cpp -- thread
expect_one_error "prepare() left 1 thread running" "in prepare of thread" "build.cpp:3"
expect_nothing_running
