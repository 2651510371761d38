# SPDX-License-Identifier: Apache-2.0
# A segfault, another signal, an early exit, in whatever phase: told in words, nothing left running.
. "$(dirname "$0")/common.inc"

method_script
# The default handlers: under a sanitizer its own would print and exit.
crash='std::signal(SIGSEGV, SIG_DFL); std::puts("last words"); std::fflush(stdout); std::raise(SIGSEGV);'
method crash_early "void prepare() { $crash } void analysis(int) {}"
method crash "void analysis(int slice) { if (slice == 3) { $crash } }"
method crash_late "void synthesis() { $crash }"
method killed 'void analysis(int slice) { if (slice == 1) ::raise(SIGKILL); }'
method killed_early 'void prepare() { ::raise(SIGTERM); }'
method aborts 'void analysis(int) { std::signal(SIGABRT, SIG_DFL); std::abort(); }'
method exits 'void analysis(int) { std::exit(0); }'
method exits_at_once 'void analysis(int) { ::_exit(0); }'
method exits_early 'void prepare() { std::exit(0); }'
method exits_early_at_once 'void prepare() { ::_exit(0); }'
method exits_late 'void synthesis() { std::exit(7); }'
method terminates 'void analysis(int) noexcept { std::signal(SIGABRT, SIG_DFL); throw 1; }'

fault="killed by signal 11 (segmentation fault)"
expect_method_fails crash_early "$fault" "in prepare of crash_early (dev-0)" "| last words"
expect_method_fails crash "$fault" "in analysis of crash (dev-1), slice 3 of 8" "| last words"
expect_text "$jobs/dev-1/error.json" "segmentation fault" '"slice": 3' "last words"
expect_text "$jobs/dev-1/OUTPUT/3" "last words"
expect_method_fails crash_late "$fault" "in synthesis of crash_late"
expect_method_fails killed "killed by signal 9" "slice 1 of 8"
expect_method_fails killed_early "killed by signal 15" "in prepare of killed_early"
expect_method_fails aborts "killed by signal 6" "in analysis of aborts"
expect_method_fails exits "exited with status 0 before its slice was finished" "in analysis of exits"
expect_method_fails exits_at_once "exited with status 0 before its slice was finished"
expect_method_fails exits_early "exited with status 0" "in prepare of exits_early"
expect_method_fails exits_early_at_once "exited with status 0" "in prepare of"
expect_method_fails exits_late "exited with status 7" "in synthesis of exits_late"
expect_method_fails terminates "killed by signal 6" "in analysis of terminates"
