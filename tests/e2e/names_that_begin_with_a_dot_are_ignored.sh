# SPDX-License-Identifier: Apache-2.0
# Names that begin with a dot (such as the link that an editor puts beside a file, ".#one.cpp") are
# ignored wherever accel looks into a folder: for sources of a method, for methods, and by globs.
. "$(dirname "$0")/common.inc"

method one 'int n = option("n", 0); int synthesis() { return n; }'
mkdir methods/two methods/.hidden photos photos/.old
cp methods/one.cpp methods/two/one.cpp
cp methods/one.cpp methods/.hidden/one.cpp
for place in methods/two methods photos; do
  ln -s someone@host.1 "$place/.#one.cpp"
  echo 'not C++' >"$place/.two.cpp"
done
echo 'not C++' >methods/two/.words.h
echo 1 >photos/1.cpp
echo 2 >photos/.old/2.cpp

script 'urd.build("two");'
expect_jobs "1 made, 0 reused"
script 'urd.build("one");'
expect_jobs "1 made, 0 reused"
expect_exit 0 accel complete -- 2 accel method ''
expect_no_text "$out" .
expect_printed one two
expect_exit 0 accel method
expect_no_text "$out" '.#'
expect_no_text "$out" .hidden

script 'urd.build("tow");'
expect_failure 1 "did you mean 'two'?"

for pattern in 'photos/*' 'photos/**' 'photos/**/*.cpp'; do
  script "for (const auto& name : accel::glob(\"$pattern\")) std::puts(name.c_str());"
  sed -i '1i #include <cstdio>' build.cpp
  expect_jobs "0 made, 0 reused"
  expect_equal "$(grep -v '^jobs:' "$out")" photos/1.cpp
done
