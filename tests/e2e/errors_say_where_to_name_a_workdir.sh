# SPDX-License-Identifier: Apache-2.0
# A job of another workdir that accel.toml does not name: the error says where to name it.
. "$(dirname "$0")/common.inc"

touch accel.toml
method reads 'accel::Dataset source = dataset("source"); void analysis(int) {}'
script 'urd.build("reads", {{"source", "base-4"}});'
expect_failure 1 "job base-4: unknown workdir 'base'" 'accel.toml: sources = ["/path/to/base"]' "build.cpp:3"
