// SPDX-License-Identifier: Apache-2.0
// accel build thumbs.cpp -- import|thumbs|all PATTERN FORMAT WIDTH HEIGHT: the four jobs of
// examples/thumbnails, or only as far as the first argument says.
#include <accel/build.h>

#include <string>

void accel_main(accel::Urd& urd) {
  const std::string stage = urd.args().at(0);
  auto images = urd.build("import_images", {{"files", accel::glob(urd.args().at(1))}});
  if (stage == "import") return;
  auto thumbs = urd.build("thumbnailer",
                          {{"size", {std::stoi(urd.args().at(3)), std::stoi(urd.args().at(4))}},
                           {"format", urd.args().at(2)},
                           {"source", images}});
  if (stage == "thumbs") return;
  auto files = urd.build("export_images", {{"column", "thumb"}, {"source", thumbs}});
  urd.build("shapehist", {{"source", images}});
  files.link_results("*", "thumbs/");
}
