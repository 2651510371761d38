# SPDX-License-Identifier: Apache-2.0
# The places where the compiler looked for a header and found none count: accel notices a header
# that appears there, even if it only hides another, or if the source only asks whether it exists.
. "$(dirname "$0")/common.inc"

mkdir -p first second methods
printf '[compile]\nflags = ["-Ifirst", "-Isecond"]\n' >accel.toml
write() {  # write NAME BODY: a method whose synthesis() returns the value of `setting`
  printf '#include <accel/method.h>\n%s\nstruct M : accel::Method { int synthesis() { return setting; } };\nACCEL_METHOD(M)\n' "$2" >"methods/$1.cpp"
}
script 'std::printf("setting %s\n", urd.build(urd.args().at(0)).result().json().c_str());'
sed -i '1i #include <cstdio>' build.cpp
expect_setting() {  # expect_setting METHOD VALUE TOTALS
  expect_jobs "$3" build.cpp -- "$1"
  expect_printed "setting $2"
}

# __has_include: there, and gone again.
write asks '#if __has_include("local.h")
#include "local.h"
#else
constexpr int setting = 1;
#endif'
expect_setting asks 1 "1 made, 0 reused"
echo 'constexpr int setting = 2;' >methods/local.h
expect_setting asks 2 "1 made, 0 reused"
echo 'constexpr int setting = 3;' >methods/local.h
expect_setting asks 3 "1 made, 0 reused"
rm methods/local.h
expect_setting asks 1 "0 made, 1 reused"
echo 'constexpr int setting = 2;' >first/local.h
expect_exit 0 accel build --force asks build.cpp -- asks
expect_printed "setting 2"
rm first/local.h

# The source only asks for it: by a name in a macro, and in angle brackets.
write only '#define LOCAL <there.h>
#define OTHER "other.h"
#if __has_include(LOCAL)
constexpr int setting = 2;
#elif __has_include(OTHER)
constexpr int setting = 3;
#else
constexpr int setting = 1;
#endif'
expect_setting only 1 "1 made, 0 reused"
: >second/there.h
expect_setting only 2 "1 made, 0 reused"
rm second/there.h
: >methods/other.h
expect_setting only 3 "1 made, 0 reused"
rm methods/other.h
expect_setting only 1 "0 made, 1 reused"

# A header in an earlier -I folder, then one beside the source.
echo 'constexpr int setting = 1;' >second/shared.h
write hidden '#include "shared.h"'
expect_setting hidden 1 "1 made, 0 reused"
echo 'constexpr int setting = 2;' >first/shared.h
expect_setting hidden 2 "1 made, 0 reused"
echo 'constexpr int setting = 3;' >methods/shared.h
expect_setting hidden 3 "1 made, 0 reused"
rm methods/shared.h first/shared.h
expect_setting hidden 1 "0 made, 1 reused"

# A build script looks, too.
{
  echo '#include <cstdio>'
  echo '#if __has_include("words.h")'
  echo '#include "words.h"'
  echo '#else'
  echo '#define WORDS "none"'
  echo '#endif'
  script 'std::puts(WORDS);'
  cat build.cpp
} >words.cpp
expect_jobs "0 made, 0 reused" words.cpp
expect_printed none
echo '#define WORDS "some"' >words.h
expect_jobs "0 made, 0 reused" words.cpp
expect_printed some
