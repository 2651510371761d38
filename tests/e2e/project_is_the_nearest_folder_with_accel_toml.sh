# SPDX-License-Identifier: Apache-2.0
# From a folder inside a project, all is relative to the project; settings are read from accel.toml,
# and mistakes in it are told with their line.
. "$(dirname "$0")/common.inc"

pictures 4
mkdir -p sub/deep
thumbs_script
mv build.cpp sub/deep/
cat >accel.toml <<'END'
slices = 3
workdir = "data/jobs-1"
methods = ["mine", "more"]

[compile]
flags = ["-DANSWER=42"]
END
mkdir -p mine more
method answer 'int synthesis() { return ANSWER; }'
mv methods/answer.cpp more/ && rmdir methods
sed -i 's/^}/  urd.build("answer");\n}/' sub/deep/build.cpp
cd sub/deep
expect_jobs "5 made, 0 reused"
expect_text "$project/data/jobs-1/jobs-1-0/setup.json" '"slices": 3' '"script": "sub/deep/build.cpp"'
expect_equal "$(cat "$project/data/jobs-1/latest/answer/result.json")" 42
expect_equal "$(readlink "$project/results/thumbs/01.jpg")" ../../data/jobs-1/jobs-1-2/01.jpg
expect_exit 0 accel job jobs-1-4
cd "$project"
expect_equal "$(ls sub/deep)" build.cpp
expect_jobs "0 made, 5 reused" sub/deep/build.cpp
expect_jobs "0 made, 5 reused" "$project/sub/deep/build.cpp"

# Other flags: other code of one's own methods; the standard ones do not see them.
sed -i 's/42/43/' accel.toml
expect_jobs "1 made, 4 reused" sub/deep/build.cpp
expect_equal "$(cat "$project/data/jobs-1/latest/answer/result.json")" 43
sed -i 's/43/42/' accel.toml
expect_jobs "0 made, 5 reused" sub/deep/build.cpp

mistake() {
  printf '# first\n\n%s\n' "$1" >accel.toml
  shift
  expect_exit 1 accel build sub/deep/build.cpp
  expect_one_error "accel.toml:3" "$@"
}
mistake 'slice = 3' "'slice'" "did you mean 'slices'?"
mistake 'slices = "many"' "slices" "whole number"
mistake 'slices = 0' "slices" "whole number"
mistake 'slices = 2.5' "slices" "whole number"
mistake 'workdir = 3' "workdir"
mistake 'methods = "mine"' "methods" "list"
mistake 'compile = 3' "compile"
mistake 'slices = = 3'
printf '[compile]\nflag = ["-O3"]\n' >accel.toml
expect_exit 1 accel build sub/deep/build.cpp
expect_one_error "accel.toml:2" "'flag'" "did you mean 'flags'?"
