// SPDX-License-Identifier: Apache-2.0
// Sends the photos in a folder to three analyses. Each is a job of its own that makes a picture of
// what it sees and some numbers. A fourth job merges all columns into one dataset:
//
//   accel build build.cpp -- FOLDER
//   accel sheet merge --column image,edges,saliency,colours --sort edge_strength --reverse
//       --caption "{filename}: edges {edge_strength:.1f}, {main_colour} {main_share:.2f}"
//
// The three run side by side. After an edit to one of them, only that one and the merge run again.
#include <accel/build.h>
#include <accel/error.h>

void accel_main(accel::Urd& urd) {
  if (urd.args().size() != 1) throw accel::Error("which folder? accel build build.cpp -- FOLDER");
  auto photos = accel::glob(urd.args()[0] + "/*.jpg");
  auto images = urd.build("import_images", {{"files", photos}});
  auto edges = urd.build("edges", {{"source", images}});
  auto saliency = urd.build("saliency", {{"source", images}});
  auto colours = urd.build("colours", {{"source", images}});
  urd.build("merge", {{"edges", edges}, {"saliency", saliency}, {"colours", colours}});
}
