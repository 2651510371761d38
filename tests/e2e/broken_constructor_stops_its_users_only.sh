# SPDX-License-Identifier: Apache-2.0
# A method whose construction throws, crashes or exits, whose declarations are out of order, or whose
# phases have a misspelt name or a wrong signature: refused before a job is started; other methods of
# the same script are built.
. "$(dirname "$0")/common.inc"

method_script
ends='int synthesis() { return 1; }'
method throws "Custom() { throw std::runtime_error(\"no way\"); } $ends"
method throws_int "Custom() { throw 5; } $ends"
method lists_folder "Custom() { std::filesystem::directory_iterator(\"missing\"); } $ends"
sed -i '1i #include <filesystem>' methods/lists_folder.cpp
method crashes "Custom() { std::signal(SIGSEGV, SIG_DFL); std::raise(SIGSEGV); } $ends"
method exits "Custom() { ::_exit(0); } $ends"
method hangs_up "Custom() { ::kill(::getppid(), 0); std::exit(3); } $ends"
method upside_down 'accel::Writer out = append_to(source, accel::bytes("thumb"));
  accel::Dataset source = dataset("source"); void analysis(int) {}'
method misspelt 'void analysis(int) {} void synthesys() {}'
method misspelt_alone 'void analyse(int) {}'
method no_phase 'int size = option("size", 1);'
method wrong 'void analysis(const char*) {}'
method two_names 'int a = option("size", 1); int b = option("size", 2); '"$ends"
method reserved 'int a = option("max_bad", 1); '"$ends"
method bare "$ends"
sed -i '/ACCEL_METHOD/d' methods/bare.cpp
method undefined 'int synthesis() { return ::missing(); }'
sed -i '1i int missing();' methods/undefined.cpp
method fine "$ends"

expect_method_refused throws "no way"
expect_method_refused throws_int "'int'"
expect_method_refused lists_folder "'lists_folder' cannot be used: filesystem error: " "[missing]"
expect_method_refused crashes "segmentation fault"
expect_method_refused exits "exit"
expect_method_refused hangs_up "status 3"
expect_method_refused upside_down "append_to" "declare it above"
expect_method_refused misspelt "'synthesys'" "did you mean 'synthesis'"
expect_method_refused misspelt_alone "methods/misspelt_alone.cpp" "'analyse'" "did you mean 'analysis'"
expect_method_refused no_phase "has no phase" "methods/no_phase.cpp" "a public prepare(), analysis(int slice)"
expect_exit 1 accel build build.cpp -- wrong
expect_said "methods/wrong.cpp" "build.cpp:3"
expect_method_refused two_names "'size' is declared twice"
expect_method_refused reserved "'max_bad'"
expect_method_refused bare "ACCEL_METHOD"
expect_method_refused undefined "undefined symbol: " "missing" 'accel.toml: packages = ["NAME"]'
expect_jobs "1 made, 0 reused" build.cpp -- fine
for name in throws crashes exits upside_down misspelt; do
  expect_exit 1 accel method $name
  expect_one_error "$name"
done
expect_exit 0 accel method
