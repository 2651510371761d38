#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# find_package(accel) of an installed tree that was moved: a CMake project compiles a method and a build
# script, and accel builds with them. Nothing is written into the installed tree.
. "$(dirname "$0")/common.inc"
command -v ninja >/dev/null || skip "no ninja"

build=$(dirname "$ACCEL")
expect_exit 0 cmake --install "$build" --prefix "$work/first"
mv "$work/first" "$work/moved"
ACCEL=$work/moved/bin/accel
if grep -rnF -e "$work/first" -e "$build" -e "$ACCEL_SOURCE_DIR" "$work"/moved/lib*/cmake >"$out"; then
  fail "the package names places of its build"
fi
checksums "$work/moved" >"$work/before"
version=$(accel --version | sed -n '1s/^accel \([0-9.]*\).*/\1/p')

mkdir methods
cat >methods/reddest.cpp <<'END'
// reddest: each picture at its smallest, and what an own library says of its side.
#include <accel/image.h>
#include <accel/method.h>

#include "side.h"

struct Reddest : accel::Method {
  int side = option("side", 4, "pixels");
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::bytes("tiny"));

  void analysis(int slice) {
    out.map(source.rows(slice, accel::bytes("image")), [&](accel::Bytes image) {
      return accel::Image(image).thumbnail(accel::Size{kept_side(side), 4}).encode(accel::Format::bmp);
    });
  }
};
ACCEL_METHOD(Reddest)
END
printf '#pragma once\ninline int kept_side(int side) { return side < 4 ? 4 : side; }\n' >methods/side.h
cat >build.cpp <<'END'
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  urd.build("reddest", {{"source", images}});
}
END
cat >CMakeLists.txt <<END
cmake_minimum_required(VERSION 3.20)
project(pictures LANGUAGES CXX)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
find_package(accel 0.0 QUIET)
if(accel_FOUND)
  message(FATAL_ERROR "another version was taken")
endif()
find_package(accel $version REQUIRED)
add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Werror)
accel_add_method(reddest methods/reddest.cpp)
accel_add_build_script(build_pictures build.cpp)
END
pictures 3
expect_exit 0 cmake -G Ninja -S . -B out -D CMAKE_PREFIX_PATH="$work/moved"
expect_exit 0 cmake --build out
expect_file out/reddest.so out/build_pictures.so
expect_text out/reddest.json '"help": "pixels"' '"image"'
expect_no_text out/build_pictures.so libaccel_image
expect_text out/compile_commands.json reddest.cpp build.cpp
expect_no_file workdirs

expect_exit 0 cmake --build out --target run_build_pictures
expect_printed "jobs: 2 made, 0 reused"
expect_jobs "0 made, 2 reused"

# What accel would refuse, CMake's build refuses.
sed -i '/Dataset source/d; /Writer out/a accel::Dataset source = dataset("source");' methods/reddest.cpp
expect_exit 1 cmake --build out --target reddest
expect_printed "accel: error: append_to: the dataset was not given"
sed -i '/ACCEL_METHOD/d' methods/reddest.cpp
expect_exit 1 cmake --build out --target reddest
expect_printed "it defines no method"
printf '#include <accel/build.h>\n' >build.cpp
expect_exit 1 cmake --build out --target build_pictures
expect_printed accel_main

checksums "$work/moved" >"$work/after"
cmp "$work/before" "$work/after" || fail "the installed tree was written to"
