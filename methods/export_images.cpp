// SPDX-License-Identifier: Apache-2.0
// export_images: the pictures of a column as files in the job directory, named by `filename`. The
// column `file` has their names.
#include <accel/image.h>
#include <accel/method.h>

#include <algorithm>
#include <set>

namespace {

std::string lower_extension(std::string_view name) {
  const auto dot = name.rfind('.');
  std::string extension(dot == std::string_view::npos ? "" : name.substr(dot + 1));
  for (char& c : extension) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  return extension;
}

/// Whether files of the kind with the usual extension `usual` are also named `extension`.
bool is_same_kind(std::string_view usual, std::string_view extension) {
  if (usual == "jpg") {
    return extension == "jpg" || extension == "jpeg" || extension == "jpe" || extension == "jfif";
  }
  if (usual == "tiff") return extension == "tif" || extension == "tiff";
  if (usual == "heic") return extension == "heic" || extension == "heif";
  return usual == extension;
}

}  // namespace

struct ExportImages : accel::CagedMethod {
  std::string column = required<std::string>("column", "the column with the pictures");
  bool keep_names = option("keep_names", false, "never append the extension that fits the bytes");
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::text("file"));

  std::string file_name(std::string_view filename, accel::Bytes picture) const {
    std::string name(filename);
    const std::string_view usual = accel::image_extension(picture);
    const bool fits = usual.empty() || is_same_kind(usual, lower_extension(name));
    if (!keep_names && !fits) name.append(".").append(usual);
    return name;
  }

  /// Every name is checked before anything is written.
  void prepare() {
    std::set<std::string> names;
    std::set<std::string> folders;
    for (auto [filename, picture] :
         source.rows(accel::text("filename"), accel::bytes(column)).present()) {
      const std::string name = accel::check_file_name(file_name(filename, picture));
      if (!names.insert(name).second) {
        throw accel::Error("two pictures would be written to '" + name + "'");
      }
      for (auto slash = name.find('/'); slash != std::string::npos;
           slash = name.find('/', slash + 1)) {
        folders.insert(name.substr(0, slash));
      }
    }
    for (const std::string& name : names) {
      if (folders.contains(name)) {
        throw accel::Error("'" + name + "' would be both a picture and a folder");
      }
    }
  }

  void analysis(int slice) {
    out.map(source.rows(slice, accel::text("filename"), accel::bytes(column)),
            [&](std::string_view filename, accel::Bytes picture) {
              std::string name = accel::check_file_name(file_name(filename, picture));
              accel::save_file(name, picture);
              return name;
            });
  }
};
ACCEL_METHOD(ExportImages)
