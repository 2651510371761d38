// SPDX-License-Identifier: Apache-2.0
// Makes thumbnails of the photos in a folder with one method of our own (methods/thumbs.cpp):
//
//   accel build build.cpp -- FOLDER
//
// The thumbnails appear in results/thumbs/. ../thumbnails does the same in steps, with a dataset.
#include <accel/build.h>
#include <accel/error.h>

void accel_main(accel::Urd& urd) {
  if (urd.args().size() != 1) throw accel::Error("which folder? accel build build.cpp -- FOLDER");
  auto photos = accel::glob(urd.args()[0] + "/*.jpg");
  auto thumbs = urd.build("thumbs", {{"files", photos}, {"size", {640, 338}}});
  thumbs.link_results("*.jpg", "thumbs/");
}
