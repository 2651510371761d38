// SPDX-License-Identifier: Apache-2.0
// accel build pixels.cpp -- METHOD PATTERN WIDTH HEIGHT: one method on pictures; the thumbnailer
// makes JPEGs of that size at most.
#include <accel/build.h>

#include <string>

void accel_main(accel::Urd& urd) {
  const std::string method = urd.args().at(0);
  auto images = urd.build("import_images", {{"files", accel::glob(urd.args().at(1))}});
  if (method == "thumbnailer") {
    urd.build(method, {{"size", {std::stoi(urd.args().at(2)), std::stoi(urd.args().at(3))}},
                       {"format", "jpeg"},
                       {"source", images}});
  } else {
    urd.build(method, {{"source", images}});
  }
}
