# SPDX-License-Identifier: Apache-2.0
# Whatever phase a method throws in, accel reports the message, the phase and the slice.
. "$(dirname "$0")/common.inc"

method_script
thrown='throw accel::Error("it went wrong");'
method in_prepare "void prepare() { $thrown } void analysis(int) {}"
method in_analysis "void analysis(int slice) { std::puts(\"before\"); std::fflush(stdout); if (slice == 5) $thrown }"
method in_synthesis "void analysis(int) {} void synthesis() { $thrown }"
method alone "void synthesis() { throw std::runtime_error(\"plainly wrong\"); }"
method an_int 'void analysis(int slice) { if (slice == 2) throw 7; }'
method an_int_early 'void prepare() { throw 7; }'
method out_of_memory 'void analysis(int) { throw std::bad_alloc(); }'
method says_much 'void synthesis() { throw accel::Error("first line\nsecond line \x01"); }'

expect_method_fails in_prepare "it went wrong" "in prepare of in_prepare (dev-0)"
expect_text "$jobs/dev-0/error.json" '"phase": "prepare"' '"what": "it went wrong"'
expect_method_fails in_analysis "it went wrong" "in analysis of in_analysis (dev-1), slice 5 of 8" "| before"
expect_text "$jobs/dev-1/error.json" '"phase": "analysis"' '"slice": 5' '"output": "before"'
expect_method_fails in_synthesis "it went wrong" "in synthesis of in_synthesis (dev-2)"
expect_method_fails alone "plainly wrong" "in synthesis of alone (dev-3)"
expect_method_fails an_int "is not a std::exception" "in analysis of an_int (dev-4), slice 2 of 8"
expect_method_fails an_int_early "is not a std::exception" "in prepare of an_int_early"
expect_exit 3 accel build build.cpp -- out_of_memory
expect_one_error "out of memory" "run fewer workers" "in analysis of out_of_memory (dev-6)" "build.cpp:3"
expect_method_fails says_much "first line" "second line"

# A job that failed is run again, as the same job.
expect_method_fails in_prepare "it went wrong" "(dev-0)"
expect_no_file "$jobs/dev-8"
sed -i 's/throw .*;/;/' methods/alone.cpp
expect_jobs "1 made, 0 reused" build.cpp -- alone

# The line of the job has the beginning of a long text; the error has more of it.
method long 'int synthesis() { throw std::runtime_error("begin" + std::string(5000, 0x78) + "end"); }'
expect_exit 1 accel build build.cpp -- long
expect_one_error "xend" "in synthesis of long"
expect_printed "failed  long" "(begin"
expect_no_text "$out" "xend"
method silent 'int synthesis() { throw std::runtime_error(""); }'
expect_exit 1 accel build build.cpp -- silent
expect_one_error "an exception without a text" "in synthesis of silent"
