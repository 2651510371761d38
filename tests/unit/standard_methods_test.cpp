// SPDX-License-Identifier: Apache-2.0
#include <accel/testing.h>

#include "../../methods/export_images.cpp"
#include "../../methods/filter_rows.cpp"
#include "../../methods/image_exif.cpp"
#include "../../methods/image_hash.cpp"
#include "../../methods/image_stats.cpp"
#include "../../methods/import_images.cpp"
#include "../../methods/near_duplicates.cpp"
#include "../../methods/resize_images.cpp"
#include "../../methods/shapehist.cpp"
#include "../../methods/thumbnailer.cpp"

#include <gtest/gtest.h>

#include "../support/message.h"

namespace accel {
namespace {

using testing::Sandbox;

/// An uncompressed picture of one colour: a 54-byte header and rows (BITMAPINFOHEADER).
std::string bmp(Size size, char colour) {
  const auto stride = static_cast<std::uint32_t>((size.width * 3 + 3) / 4 * 4);
  const std::uint32_t pixels = stride * static_cast<std::uint32_t>(size.height);
  std::string file = "BM";
  const auto put = [&](std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) file += static_cast<char>((value >> (8 * i)) & 0xFFU);
  };
  put(54 + pixels, 4), put(0, 4), put(54, 4), put(40, 4);
  put(static_cast<std::uint32_t>(size.width), 4), put(static_cast<std::uint32_t>(size.height), 4);
  put(1, 2), put(24, 2), put(0, 4), put(pixels, 4), put(2835, 4), put(2835, 4), put(0, 4),
      put(0, 4);
  return file + std::string(pixels, colour);
}

class StandardMethods : public ::testing::Test {
 protected:
  StandardMethods() {
    sandbox_.write_file("photos/a.bmp", bmp({40, 30}, 'a'));
    sandbox_.write_file("photos/b.bmp", bmp({40, 30}, 'b'));
    sandbox_.write_file("photos/x/a.bmp", bmp({8, 16}, 'c'));
  }
  Job import(const Arguments& more = {}) {
    Arguments arguments;
    arguments.add("files", paths_);
    for (const Argument& argument : more.list()) arguments.add(argument.name(), argument.value());
    return sandbox_.run<ImportImages>(arguments);
  }
  Sandbox sandbox_;
  std::vector<std::string> paths_ = {sandbox_.folder() + "/photos/a.bmp",
                                     sandbox_.folder() + "/photos/b.bmp",
                                     sandbox_.folder() + "/photos/x/a.bmp"};
};

TEST_F(StandardMethods, ImportKeepsTheBytesTheShapesAndTheNamesBelowTheCommonFolder) {
  const Dataset images = import().dataset();
  std::vector<std::string> names;
  for (auto [image, shape, name] : images.rows(bytes("image"), json("shape"), text("filename"))) {
    names.emplace_back(name);
    if (name == "x/a.bmp") {
      EXPECT_EQ(image.text(), bmp({8, 16}, 'c'));
      EXPECT_EQ(shape.text, "[8,16]");
    }
  }
  EXPECT_EQ(names, (std::vector<std::string>{"a.bmp", "b.bmp", "x/a.bmp"}));
}

TEST_F(StandardMethods, ImportNamesFilesRelativeToTheBaseThatIsGiven) {
  const Dataset images = import({{"base", sandbox_.folder()}}).dataset();
  for (std::string_view name : images.rows(text("filename"))) {
    EXPECT_TRUE(name.starts_with("photos/")) << name;
  }
  EXPECT_NE(message([&] {
              import({{ "base", "elsewhere" }});
            }).find("is not inside"),
            std::string::npos);
}

TEST_F(StandardMethods, ImportRejectsWhatIsNoPictureUnlessBadRowsAreAllowed) {
  sandbox_.write_file("photos/note.txt", "hello");
  paths_.push_back(sandbox_.folder() + "/photos/note.txt");
  EXPECT_NE(message([&] { import(); }).find("note.txt: not an image"), std::string::npos);
  const Dataset images = import({{"max_bad", 1}}).dataset();
  EXPECT_EQ(images.row_count(), 4);
  int present = 0;
  for (auto image : images.rows(bytes("image")).present()) present += image.empty() ? 0 : 1;
  EXPECT_EQ(present, 3);
}

TEST_F(StandardMethods, KeepTheNameOfWhatIsNoPictureAndMakeNothingOfIt) {
  sandbox_.write_file("photos/note.txt", "hello");
  paths_.push_back(sandbox_.folder() + "/photos/note.txt");
  const Job images = import({{"max_bad", 1}});
  const Job thumbs = sandbox_.run<Thumbnailer>({{"source", images}});  // max_bad is 0
  std::vector<std::string> absent;
  for (auto [name, image, shape, thumb] : thumbs.dataset().rows(
           text("filename"), maybe(bytes("image")), maybe(json("shape")), maybe(bytes("thumb")))) {
    EXPECT_EQ(image.has_value(), shape.has_value());
    EXPECT_EQ(image.has_value(), thumb.has_value());
    if (!image) absent.emplace_back(name);
  }
  EXPECT_EQ(absent, std::vector<std::string>{"note.txt"});
  EXPECT_EQ(sandbox_.run<ShapeHist>({{"source", images}}).result().json(),
            R"({"40x30":2,"8x16":1})");
}

TEST_F(StandardMethods, FilterRowsKeepsRowsWithAllTheirColumns) {
  const Job wide = sandbox_.run<FilterRows>({{"source", import()}, {"where", "shape[0] > 8"}});
  std::vector<std::string> names;
  for (auto [image, name] : wide.dataset().rows(bytes("image"), text("filename"))) {
    EXPECT_EQ(Image(image).size(), (Size{40, 30}));
    names.emplace_back(name);
  }
  EXPECT_EQ(names, (std::vector<std::string>{"a.bmp", "b.bmp"}));
  const auto filter = [&](const std::string& where) {
    return message([&] { sandbox_.run<FilterRows>({{"source", wide}, {"where", where}}); });
  };
  EXPECT_EQ(filter("filename = 'a.bmp'"), "no error");
  EXPECT_EQ(filter("filename > 7"),
            "cannot compare column 'filename' (text) with the number 7, at character 1 of "
            "'filename > 7'");
  EXPECT_NE(filter("filename >").find("found the end, at character 11"), std::string::npos);
}

TEST_F(StandardMethods, ShapeHistCountsEachShape) {
  EXPECT_EQ(sandbox_.run<ShapeHist>({{"source", import()}}).result().json(),
            R"({"40x30":2,"8x16":1})");
}

TEST_F(StandardMethods, ThumbnailsFitInsideTheBoxAndAreAppended) {
  const Job thumbs = sandbox_.run<Thumbnailer>({{"source", import()}, {"size", {20, 20}}});
  std::vector<Size> sizes;
  for (auto [name, thumb] : thumbs.dataset().rows(text("filename"), bytes("thumb"))) {
    sizes.push_back(Image(thumb).size());
  }
  EXPECT_EQ(sizes, (std::vector<Size>{{20, 15}, {20, 15}, {8, 16}}));
}

TEST_F(StandardMethods, StatisticsAreThoseOfThePixels) {
  std::string two = bmp({2, 1}, 0);
  two[54] = '\xff';  // the left pixel: blue
  sandbox_.write_file("photos/a.bmp", two);
  const Job statistics = sandbox_.run<ImageStats>({{"source", import()}});
  int row = 0;
  for (auto [mean, deviation, max, sharpness, clipped] :
       statistics.dataset().rows(list<float>("mean", 3), list<float>("deviation", 3),
                                 list<float>("max", 3), float64("sharpness"), float64("clipped"))) {
    const float blue = row == 0 ? 127.5F : row == 1 ? 'b' : 'c';
    EXPECT_FLOAT_EQ(mean[2], blue);
    EXPECT_FLOAT_EQ(mean[0], row == 0 ? 0 : blue);
    EXPECT_FLOAT_EQ(deviation[2], row == 0 ? 127.5F : 0);
    EXPECT_FLOAT_EQ(max[2], row == 0 ? 255 : blue);
    EXPECT_EQ(clipped, row == 0 ? 1 : 0);
    EXPECT_EQ(sharpness > 0, row == 0);
    ++row;
  }
  EXPECT_EQ(row, 3);
}

TEST_F(StandardMethods, ExifIsAbsentWhereAPictureHasNone) {
  const Dataset exif = sandbox_.run<ImageExif>({{"source", import()}}).dataset();
  int rows = 0;
  for (auto [time, camera, latitude] :
       exif.rows(maybe(datetime("taken_at")), maybe(text("camera")), maybe(float64("latitude")))) {
    EXPECT_FALSE(time || camera || latitude);
    ++rows;
  }
  EXPECT_EQ(rows, 3);
}

TEST_F(StandardMethods, HashesSayWhatIsDarker) {
  std::string ramp = bmp({9, 8}, 0);  // rows of 9 pixels and a byte to fill up, from the bottom
  constexpr std::size_t header = 54, row_bytes = 28;
  for (std::size_t y = 0; y < 8; ++y) {
    for (std::size_t x = 0; x < 9; ++x) {
      const std::size_t level = y == 7 ? x : 8 - x;  // the top row alone gets lighter
      for (std::size_t band = 0; band < 3; ++band) {
        ramp[header + y * row_bytes + 3 * x + band] = static_cast<char>(level * 10);
      }
    }
  }
  sandbox_.write_file("photos/a.bmp", ramp);
  std::vector<std::uint64_t> hashes;
  for (const std::uint64_t hash :
       sandbox_.run<ImageHash>({{"source", import()}}).dataset().rows(uint64("dhash"))) {
    hashes.push_back(hash);
  }
  EXPECT_EQ(hashes, (std::vector<std::uint64_t>{0xFF00000000000000, 0, 0}));
}

TEST_F(StandardMethods, ResizedPicturesHaveExactlyTheSize) {
  const Job resized = sandbox_.run<ResizeImages>(
      {{"source", import()}, {"size", {20, 20}}, {"fit", "contain"}, {"format", "png"}});
  int rows = 0;
  for (const Bytes image : resized.dataset().rows(bytes("resized"))) {
    EXPECT_EQ(Image(image).size(), (Size{20, 20}));
    EXPECT_EQ(Image(image).extension(), "png");
    ++rows;
  }
  EXPECT_EQ(rows, 3);
}

TEST_F(StandardMethods, ExportAppendsTheExtensionThatFitsUnlessNamesAreKept) {
  const Job thumbs = sandbox_.run<Thumbnailer>({{"source", import()}, {"format", "png"}});
  const Job files = sandbox_.run<ExportImages>({{"source", thumbs}, {"column", "thumb"}});
  EXPECT_EQ(files.files(), (std::vector<std::string>{"a.bmp.png", "b.bmp.png", "x/a.bmp.png"}));
  const Job kept =
      sandbox_.run<ExportImages>({{"source", thumbs}, {"column", "thumb"}, {"keep_names", true}});
  EXPECT_EQ(kept.files(), (std::vector<std::string>{"a.bmp", "b.bmp", "x/a.bmp"}));
  const Job originals = sandbox_.run<ExportImages>({{"source", thumbs}, {"column", "image"}});
  EXPECT_EQ(originals.files(), (std::vector<std::string>{"a.bmp", "b.bmp", "x/a.bmp"}));
}

TEST_F(StandardMethods, ExportRejectsNamesBeforeAnythingIsWritten) {
  const std::string picture = bmp({2, 2}, 'x');
  const auto export_names = [&](const std::string& first, const std::string& second) {
    const Dataset source = sandbox_.dataset(text("filename"), bytes("image"))
                               .row(first, Bytes(picture))
                               .row(second, Bytes(picture))
                               .make();
    return message([&] { sandbox_.run<ExportImages>({{"source", source}, {"column", "image"}}); });
  };
  EXPECT_EQ(export_names("a.bmp", "b.bmp"), "no error");
  EXPECT_EQ(export_names("a.bmp", "a.bmp"), "two pictures would be written to 'a.bmp'");
  EXPECT_EQ(export_names("a.bmp", "a.bmp/b.bmp"), "'a.bmp' would be both a picture and a folder");
  EXPECT_NE(export_names("a.bmp", "../b.bmp").find("does not stay inside"), std::string::npos);
  EXPECT_NE(export_names("a.bmp", "DS/b.bmp").find("reserved"), std::string::npos);
}

std::string lines_of(const Dataset& dataset, bool is_equal) {
  std::string lines;
  const auto line = [&](const std::vector<std::int64_t>& numbers) {
    for (const std::int64_t number : numbers) lines += std::to_string(number) + " ";
    lines += "| ";
  };
  if (is_equal) {
    for (auto [group, row] : dataset.rows(int64("group"), int64("row"))) line({group, row});
    return lines;
  }
  for (auto [a, b, distance] : dataset.rows(int64("row_a"), int64("row_b"), int32("distance"))) {
    line({a, b, distance});
  }
  return lines;
}

TEST_F(StandardMethods, NearDuplicatesListsPairsAndEqualRowsByTheirNumbers) {
  const Dataset source = sandbox_.dataset(uint64("dhash"), text("filename"))
                             .row(0xF0U, "a")
                             .row(std::nullopt, "without a hash")
                             .row(~std::uint64_t{0}, "b")
                             .slice(1)
                             .row(0U, "c")
                             .row(0xF0U, std::nullopt)
                             .row(~std::uint64_t{1}, "e")
                             .row(0xF1U, "f")
                             .row(0U, "g")
                             .make();
  const Job job = sandbox_.run<NearDuplicates>({{"source", source}});
  EXPECT_EQ(lines_of(job.dataset(), false), "0 3 4 | 0 6 1 | 2 5 1 | ");
  EXPECT_EQ(lines_of(job.dataset("equal"), true), "0 0 | 0 4 | 1 3 | 1 7 | ");
  EXPECT_EQ(job.result().json(),
            R"({"equal_groups":2,"equal_rows":4,"hashed_rows":7,"pairs":3,"rows":8})");
  std::string names;
  for (auto [a, b] : job.dataset().rows(text("filename_a"), text("filename_b"))) {
    names.append(a).append(b).append(" ");
  }
  EXPECT_EQ(names, "ac af be ");
  names.clear();
  for (auto name : job.dataset("equal").rows(maybe(text("filename")))) {
    names.append(name.value_or("-")).append(" ");
  }
  EXPECT_EQ(names, "a - c g ");

  const Job near = sandbox_.run<NearDuplicates>({{"source", source}, {"within", 3}});
  EXPECT_EQ(lines_of(near.dataset(), false), "0 6 1 | 2 5 1 | ");
  const Job equal = sandbox_.run<NearDuplicates>({{"source", source}, {"within", 0}});
  EXPECT_EQ(lines_of(equal.dataset(), false), "");
  EXPECT_EQ(lines_of(equal.dataset("equal"), true), "0 0 | 0 4 | 1 3 | 1 7 | ");
}

TEST_F(StandardMethods, NearDuplicatesRejectsWhatItCannotDo) {
  const Dataset source =
      sandbox_.dataset(uint64("h"), int64("i")).row(1U, 1).row(2U, 1).row(0U, 1).make();
  const auto run = [&](const std::string& column, int within, int most) {
    return message([&] {
      sandbox_.run<NearDuplicates>(
          {{"source", source}, {"column", column}, {"within", within}, {"max_pairs", most}});
    });
  };
  EXPECT_EQ(run("h", 2, 3), "no error");
  EXPECT_EQ(run("h", 2, 2),
            "more than 2 pairs of hashes differ in at most 2 bits\n  raise max_pairs, or lower "
            "within");
  EXPECT_EQ(run("h", 17, 2), "within must be from 0 to 16");
  EXPECT_EQ(run("h", 2, -1), "max_pairs must not be negative");
  EXPECT_NE(run("i", 2, 2).find("is int64, read as uint64"), std::string::npos);
  EXPECT_NE(run("x", 2, 2).find("has no column 'x'"), std::string::npos);
}

}  // namespace
}  // namespace accel
