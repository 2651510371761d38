# SPDX-License-Identifier: Apache-2.0
# [method.NAME] of accel.toml: flags and packages for one method. The others are not compiled with
# them, and their jobs stay.
. "$(dirname "$0")/common.inc"

mkdir pc
printf 'Name: own\nDescription: own\nVersion: 1\nCflags: -DFROM_PACKAGE=7\n' >pc/own.pc
PKG_CONFIG_PATH=$project/pc
export PKG_CONFIG_PATH
values='
#ifdef FROM_PACKAGE
  int synthesis() { return FROM_PACKAGE + ADDED; }
#else
  int synthesis() { return 1; }
#endif'
method one "$values"
method two "$values"
script 'urd.build("one"); urd.build("two");
#ifdef FROM_PACKAGE
#error flags of a method
#endif'
printf '[compile]\nflags = ["-DUSUAL"]\n' >accel.toml
expect_jobs "2 made, 0 reused"
printf '[method.one]\npackages = ["own"]\nflags = ["-DADDED=3"]\n' >>accel.toml
expect_jobs "1 made, 1 reused"
expect_printed "flag -DADDED=3"
expect_equal "$(cat "$jobs/latest/one/result.json") $(cat "$jobs/latest/two/result.json")" "10 1"
expect_text "$jobs/latest/one/setup.json" '"flags": "-DUSUAL -DADDED=3"' '"own"'
expect_equal "$(grep -E '^(flag|package)' "$jobs/latest/one/key.txt" | tr '\t\n' '  ')" \
  "flag -DUSUAL flag -DADDED=3 package own "
expect_equal "$(grep -E '^(flag|package)' "$jobs/latest/two/key.txt" | tr '\t\n' '  ')" "flag -DUSUAL "
expect_jobs "0 made, 2 reused"
expect_exit 0 accel method one
expect_printed "flags -DUSUAL -DADDED=3" "packages own"
expect_exit 0 accel method two
expect_printed "flags -DUSUAL"
expect_no_text "$out" "packages"
# The job can be run again by what its directory says.
rm -r .accel
expect_exit 0 accel run-job "$jobs/$(basename "$(readlink "$jobs/latest/one")")" --into "$work/copy"
expect_equal "$(cat "$work/copy/result.json")" 10

# A mistake in them stops only the scripts that use the method.
sed -i 's/"own"/"no-such-package"/' accel.toml
script 'urd.build("two");'
expect_jobs "0 made, 1 reused"
script 'urd.build("two"); urd.build("one");'
expect_failure 1 "no-such-package" "build.cpp:3"

# For a method that does not exist, or is not the project's, they would have no effect, so they are
# an error.
printf '[method.ones]\nflags = ["-O3"]\n' >accel.toml
expect_failure 1 "accel.toml:1: [method.ones]: there is no such method (did you mean 'one'?)"
printf '\n[method.thumbnailer]\n' >accel.toml
expect_failure 1 "accel.toml:2: [method.thumbnailer]: a standard method is compiled with accel"
