// SPDX-License-Identifier: Apache-2.0
// edited: a method such as people edit, thumbnails; its result is the time at which it ran first,
// in ns since 1970. EDIT is what the benchmark replaces.
#include <accel/image.h>
#include <accel/method.h>

#include <chrono>

struct Edited : accel::Method {
  accel::Size size = option("size", accel::Size{100, 100}, "box to fit inside, in pixels");
  int quality = option("quality", 85, "1 to 100");
  accel::Dataset source = dataset("source");
  accel::Writer out = append_to(source, accel::bytes("small"), accel::int64("edit"));

  std::int64_t prepare() {
    return std::chrono::nanoseconds(std::chrono::system_clock::now().time_since_epoch()).count();
  }

  void analysis(int slice) {
    out.map(source.rows(slice, accel::bytes("image")), [&](accel::Bytes image) {
      return std::tuple(accel::Image(image).thumbnail(size).encode(accel::Format::jpeg, {quality}),
                        EDIT);
    });
  }

  std::int64_t synthesis(const std::int64_t& started) { return started; }
};
ACCEL_METHOD(Edited)
