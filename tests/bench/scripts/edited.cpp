// SPDX-License-Identifier: Apache-2.0
// accel build edited.cpp -- PATTERN: a script such as people edit. EDIT is what the benchmark
// replaces.
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  urd.build("started", {{"edit", EDIT}});
  auto images = urd.build("import_images", {{"files", accel::glob(urd.args().at(0))}});
  auto thumbs =
      urd.build("thumbnailer", {{"size", {640, 338}}, {"format", "jpeg"}, {"source", images}});
  auto files = urd.build("export_images", {{"column", "thumb"}, {"source", thumbs}});
  urd.build("edited", {{"size", {64, 64}}, {"source", images}});
  files.link_results("*.jpg", "thumbs/");
}
