# SPDX-License-Identifier: Apache-2.0
# methods/NAME/*.cpp is one method; accel.toml names pkg-config packages for scripts and methods.
. "$(dirname "$0")/common.inc"

mkdir -p methods/parts/inner
cat >methods/parts/method.cpp <<'END'
#include <accel/method.h>
#include "inner/part.h"
struct Parts : accel::Method {
  int synthesis() { return part(); }
};
ACCEL_METHOD(Parts)
END
echo 'int part();' >methods/parts/inner/part.h
printf '#include "inner/part.h"\nint part() { return 1; }\n' >methods/parts/other.cpp
script 'urd.build("parts");'
expect_jobs "1 made, 0 reused"
expect_equal "$(cd "$jobs/dev-0/source" && find . -type f | LC_ALL=C sort | tr '\n' ' ')" \
  "./inner/part.h ./method.cpp ./other.cpp "
sed -i 's/return 1/return 2/' methods/parts/other.cpp
expect_jobs "1 made, 0 reused"
expect_equal "$(cat "$jobs/dev-1/result.json")" 2
echo '// again' >>methods/parts/inner/part.h
expect_jobs "0 made, 1 reused"
echo 'int unused() { return 3; }' >methods/parts/third.cpp
expect_jobs "1 made, 0 reused"
rm methods/parts/third.cpp
expect_jobs "0 made, 1 reused"
# In two places.
cp methods/parts/method.cpp methods/parts.cpp
expect_failure 1 "'parts' exists twice" "build.cpp:3"
rm methods/parts.cpp

# A package of our own, so that nothing needs to be installed: found, and with its flags.
mkdir pc
printf 'Name: own\nDescription: own\nVersion: 1\nCflags: -DFROM_PACKAGE=7\n' >pc/own.pc
PKG_CONFIG_PATH=$project/pc
export PKG_CONFIG_PATH
sed -i 's/return 2/return FROM_PACKAGE/' methods/parts/other.cpp
expect_exit 1 accel build build.cpp
expect_said "FROM_PACKAGE" "build.cpp:3"
printf '[compile]\npackages = ["own"]\n' >accel.toml
expect_jobs "1 made, 0 reused"
expect_equal "$(cat "$jobs/latest/parts/result.json")" 7
expect_text "$jobs/latest/parts/setup.json" '"own"'
printf '[compile]\npackages = ["no-such-package"]\n' >accel.toml
expect_failure 1 "no-such-package"
