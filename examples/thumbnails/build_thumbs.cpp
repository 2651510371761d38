// SPDX-License-Identifier: Apache-2.0
// Makes thumbnails of the photos in photos/, and counts the photos of each shape:
//
//   accel build build_thumbs.cpp
//
// The thumbnails appear in results/thumbs/.
#include <accel/build.h>

void accel_main(accel::Urd& urd) {
  auto images = urd.build("import_images", {{"files", accel::glob("photos/*.jpg")}});
  auto thumbs =
      urd.build("thumbnailer", {{"size", {640, 338}}, {"format", "jpeg"}, {"source", images}});
  auto files = urd.build("export_images", {{"column", "thumb"}, {"source", thumbs}});
  urd.build("shapehist", {{"source", images}});
  files.link_results("*.jpg", "thumbs/");
}
