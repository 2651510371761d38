// SPDX-License-Identifier: Apache-2.0
// Like build_thumbs.cpp, but for all pictures in a folder and in the folders below it:
//
//   accel build build_folder.cpp -- FOLDER
// A picture that cannot be read is left out and listed in the job's bad.jsonl.
#include <accel/build.h>
#include <accel/error.h>

void accel_main(accel::Urd& urd) {
  if (urd.args().size() != 1) {
    throw accel::Error("which folder? accel build build_folder.cpp -- FOLDER");
  }
  const std::string any = urd.args()[0] + "/**/*.";
  auto pictures =
      accel::glob({any + "[jJ][pP][gG]", any + "[jJ][pP][eE][gG]", any + "[pP][nN][gG]"});
  auto images = urd.build("import_images", {{"files", pictures}, {"max_bad", 1.0}});
  auto thumbs =
      urd.build("thumbnailer",
                {{"size", {640, 338}}, {"format", "jpeg"}, {"max_bad", 1.0}, {"source", images}});
  auto files = urd.build("export_images", {{"column", "thumb"}, {"source", thumbs}});
  urd.build("shapehist", {{"source", images}});
  files.link_results("**", "thumbs/");
}
