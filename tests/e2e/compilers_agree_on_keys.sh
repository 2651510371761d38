# SPDX-License-Identifier: Apache-2.0
# clang++ and g++ give the same keys: what one built, the other reuses.
. "$(dirname "$0")/common.inc"
command -v clang++ >/dev/null || skip "there is no clang++"

pictures 3
thumbs_script
mkdir methods
cp "$ACCEL_SOURCE_DIR/methods/thumbnailer.cpp" methods/
printf '[compile]\ncompiler = "g++"\n' >accel.toml
expect_jobs "4 made, 0 reused"
printf '[compile]\ncompiler = "clang++"\n' >accel.toml
expect_jobs "0 made, 4 reused"
thumbs_script 20 20
expect_jobs "2 made, 2 reused"
expect_text "$jobs/dev-4/setup.json" clang
printf '[compile]\ncompiler = "no-such-compiler"\n' >accel.toml
echo '// other' >>build.cpp
expect_failure 1 "no-such-compiler"
