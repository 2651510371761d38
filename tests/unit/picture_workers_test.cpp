// SPDX-License-Identifier: Apache-2.0
// The processes that make pictures fit to be shown: order, failures, and what a picture can do that
// crashes its decoder. It has a stand-in for the image library.
#include "view/picture_workers.h"

#include "base/text.h"

#include <accel/error.h>

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <map>
#include <stdexcept>

namespace accel {
namespace {

/// A "picture" is one letter: c crashes, e is an Error, x ends the process, t throws what nobody
/// expects, v hangs, u and r take the worker over and say that it is broken, or give a reason
/// without end; others are pictures of so many pixels as the letter's number. A capital is of a
/// format of the web.
class Letters final : public Pictures {
 public:
  void set_limits(const ImageSettings&) override {}
  std::string_view web_type(Bytes b) override { return b[0] < 'a' ? "image/png" : ""; }
  bool is_picture(Bytes) override { return true; }
  Size size_of(Bytes b) override { return {b[0], 1}; }
  Raster thumbnail(Bytes b, Size box) override {
    act(b[0]);
    if (b[0] == 'w') return {{box.width + 1, 1}, std::vector<std::uint8_t>(3)};  // a lie
    return {{1, 1}, {b[0], b[0], b[0]}};
  }
  Buffer thumbnail_file(Bytes b, Size) override {
    act(b[0]);
    return Buffer::copy_of(std::string(100'000, static_cast<char>(b[0])));
  }
  Buffer draw(const SheetPage&, SheetFormat) override { return {}; }

 private:
  static void act(int letter) {
    if (letter == 'c') ::raise(SIGUSR1);
    if (letter == 'e') throw Error("not a letter");
    if (letter == 'x') ::_exit(7);
    if (letter == 't') throw std::runtime_error("nobody expects it");
    if (letter == 'u') forge(99, 5);
    if (letter == 'r') forge(0, 1 << 20);
    while (letter == 'v') ::pause();
  }
  /// An answer to whatever pipe it is that the worker has.
  static void forge(std::uint32_t kind, std::uint64_t size) {
    const struct {
      std::uint32_t kind;
      std::int32_t width = 1, height = 1;
      std::uint64_t size;
    } head{.kind = kind, .size = size};
    const std::string reason(size, 'x');
    for (int fd = 3; fd < 100; ++fd) {
      if (::write(fd, &head, sizeof head) < 0) continue;
      if (::write(fd, reason.data(), reason.size()) < 0) return;
    }
  }
};

using Kind = ShownPicture::Kind;

/// What became of each letter: itself, capital when it was left as it is; or the reason.
std::vector<std::string> shown(const std::string& letters, PictureOrder order) {
  Letters pictures;
  std::vector<Bytes> bytes;
  for (const char& letter : letters) bytes.emplace_back(&letter, 1);
  order.is_caged = false;  // a sanitizer would not bear it
  PictureWorkers workers(pictures, bytes, order);
  std::vector<std::string> result;
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const ShownPicture picture = workers.next();
    if (picture.kind == Kind::refused) {
      result.push_back(picture.reason);
    } else if (picture.kind == Kind::as_it_is) {
      result.push_back("as it is");
    } else {
      result.emplace_back(1, static_cast<char>(picture.data.back()));
    }
  }
  return result;
}

PictureOrder pixels(std::size_t workers) {
  return {PictureOrder::Form::pixels, {10, 10}, 0, true, workers};
}

using Texts = std::vector<std::string>;

TEST(PictureWorkers, GiveThePicturesInOrder) {
  for (const std::size_t workers : {1, 2, 3, 50}) {
    EXPECT_EQ(joined(shown("abdfghijklmnopq", pixels(workers)), ""), "abdfghijklmnopq");
  }
  EXPECT_EQ(shown("", pixels(2)), Texts());
}

TEST(PictureWorkers, ArePicturesOfMoreThanAPipeHolds) {
  const PictureOrder files{PictureOrder::Form::file, {10, 10}, 0, true, 2};
  EXPECT_EQ(joined(shown("abdfgh", files), ""), "abdfgh");
}

TEST(PictureWorkers, LeaveWhatTheWebKnowsAsItIsWhenItIsSmall) {
  PictureOrder order{PictureOrder::Form::file, {10, 10}, 1, true, 2};
  EXPECT_EQ(shown("Aa", order), (Texts{"as it is", "a"}));
  order.most_as_it_is = 0;
  EXPECT_EQ(shown("Aa", order), (Texts{"A", "a"}));
}

TEST(PictureWorkers, LoseOnlyThePictureThatCrashesOne) {
  const std::string crash = "its decoder was killed by signal 10 (user defined signal 1)";
  for (const std::size_t workers : {1, 2, 3}) {
    EXPECT_EQ(shown("acbcecxfc", pixels(workers)),
              (Texts{"a", crash, "b", crash, "not a letter", crash,
                     "its decoder exited with status 7", "f", crash}));
  }
}

TEST(PictureWorkers, AreNotBelievedWhatIsNoPicture) {
  const std::string lie = "its decoder returned an invalid picture";
  for (const std::size_t workers : {1, 2}) {
    EXPECT_EQ(shown("awburduf", pixels(workers)), (Texts{"a", lie, "b", lie, lie, "d", lie, "f"}));
    EXPECT_EQ(shown("ura", pixels(workers)), (Texts{lie, lie, "a"}));
  }
}

TEST(PictureWorkers, LoseOnlyThePictureThatThrowsWhatIsNoError) {
  EXPECT_EQ(shown("atb", pixels(2)), (Texts{"a", "its decoder exited with status 1", "b"}));
}

TEST(PictureWorkers, AreNotWaitedForForEver) {
  PictureOrder order = pixels(1);
  order.most_seconds = 3;
  EXPECT_EQ(shown("vb", order), (Texts{"its decoder did not finish within 3 seconds", "b"}));
}

}  // namespace
}  // namespace accel
