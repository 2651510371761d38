// SPDX-License-Identifier: Apache-2.0
// Sends the photos in a folder to three analyses. Each makes a picture of what it finds, and some
// numbers:
//
//   accel build build.cpp -- FOLDER
//   accel sheet colours --column image,edges,saliency,colours --sort edge_strength --reverse
//       --caption "{filename}: edges {edge_strength:.1f}, {main_colour} {main_share:.2f}"
//
// Each analysis appends its columns to the dataset of the one before, so the last dataset has all
// of them, and nothing is copied. All read the column `image` only: after an edit to one of them,
// the others keep their rows.
#include <accel/build.h>
#include <accel/error.h>

void accel_main(accel::Urd& urd) {
  if (urd.args().size() != 1) throw accel::Error("which folder? accel build build.cpp -- FOLDER");
  auto photos = accel::glob(urd.args()[0] + "/*.jpg");
  auto images = urd.build("import_images", {{"files", photos}});
  auto edges = urd.build("edges", {{"source", images}});
  auto saliency = urd.build("saliency", {{"source", edges}});
  urd.build("colours", {{"source", saliency}});
}
