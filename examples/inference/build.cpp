// SPDX-License-Identifier: Apache-2.0
// Finds for each picture those that look most like it to a network:
//
//   accel build build.cpp -- MODEL.onnx FOLDER
//   accel sheet neighbours --column thumb,neighbour --sort distance
//       --caption "{filename}, {neighbour_name}: {distance:.2f}" -o neighbours.jpg
#include <accel/build.h>
#include <accel/error.h>

void accel_main(accel::Urd& urd) {
  if (urd.args().size() != 2) throw accel::Error("usage: accel build build.cpp -- MODEL FOLDER");
  auto photos = accel::glob(urd.args()[1] + "/*.jpg");
  auto images = urd.build("import_images", {{"files", photos}});
  auto thumbs =
      urd.build("thumbnailer", {{"size", {160, 160}}, {"format", "jpeg"}, {"source", images}});
  auto embedded =
      urd.build("embed", {{"model", urd.args()[0]}, {"size", {64, 64}}, {"source", thumbs}});
  urd.build("neighbours", {{"source", embedded}});
}
