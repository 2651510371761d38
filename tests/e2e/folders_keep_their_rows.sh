#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A script that calls its methods for each of many folders: if the order of the folders changes, each
# job still keeps the rows of the job that had its folder.
. "$(dirname "$0")/common.inc"
mkdir methods

cat >methods/texts.cpp <<'END'
#include <accel/method.h>

struct Texts : accel::CagedMethod {
  accel::Files files = input_files("files");
  accel::Writer out = writer(accel::text("words"));
  void analysis(int slice) {
    out.map(files.slice(slice), [](const accel::File& file) { return std::string(file.read().text()); });
  }
};
ACCEL_METHOD(Texts)
END
cat >methods/louder.cpp <<'END'
#include <accel/method.h>

struct Louder : accel::CagedMethod {
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::text("loud"));
  void analysis(int slice) {
    out.map(source.rows(slice, accel::text("words")),
            [](std::string_view words) { return std::string(words) + "!"; });
  }
};
ACCEL_METHOD(Louder)
END
script '
  for (int i = 10; i < 20; ++i) {
    auto texts = urd.build("texts", {{"files", accel::glob("in/" + std::to_string(i) + "/*.txt")}});
    urd.build("louder", {{"source", texts}});
  }'
for folder in $(seq 10 19); do
  mkdir -p "in/$folder"
  for i in 1 2 3; do echo "text $folder $i" >"in/$folder/$i.txt"; done
done
expect_jobs "20 made, 0 reused"
sed -i 's/int i = 10; i < 20; ++i/int i = 19; i >= 10; --i/' build.cpp
for folder in $(seq 10 19); do echo "text $folder new" >"in/$folder/new.txt"; done
expect_jobs "20 made, 0 reused"
expect_computed "1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1"
expect_as_from_nothing texts louder
