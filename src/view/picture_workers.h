// SPDX-License-Identifier: Apache-2.0
// Prepares pictures for display in a few separate processes, caged like those of jobs: if a picture
// crashes, takes over or blocks one, only that picture is lost. Results come in order, and the
// processes are never more than a few pictures ahead of the reader.
#pragma once

#include "base/fd.h"
#include "base/process.h"
#include "image/pictures.h"

#include <string>
#include <vector>

namespace accel {

struct ShownPicture {
  enum class Kind : std::uint32_t {
    refused,   ///< `reason` says why
    as_it_is,  ///< the bytes are fit to be shown
    file,      ///< `data` is a JPEG
    pixels     ///< `data` is RGB, of `size`
  };
  Kind kind = Kind::refused;
  Size size;  ///< upright, of the picture; of pixels: theirs
  std::string reason;
  std::vector<std::uint8_t> data;
};

struct PictureOrder {
  enum class Form { file, pixels };
  Form form = Form::file;
  Size box;  ///< of pixels, or of what is made a JPEG
  std::size_t most_as_it_is =
      0;  ///< bytes of a picture in a format of the web that is left as it is
  bool is_caged = true;
  std::size_t workers = 1;
  int most_seconds = 120;  ///< by the clock, that one picture is waited for
};

class PictureWorkers {
 public:
  /// The bytes must outlive the workers. `pictures` and this process must not have computed pixels
  /// yet, because libvips does not survive a fork (src/image).
  PictureWorkers(Pictures& pictures, std::vector<Bytes> bytes, const PictureOrder& order);
  PictureWorkers(const PictureWorkers&) = delete;
  PictureWorkers& operator=(const PictureWorkers&) = delete;

  /// The next picture. Throws Error if the workers cannot work at all.
  ShownPicture next();

 private:
  struct Worker {
    Child child;
    Fd answers;
    bool is_ready = false;  ///< it said so, before it saw any picture
  };
  void start(Worker& worker, std::size_t first);
  [[noreturn]] void be_worker(const Fd& answers, std::size_t first) const;
  void prepare_worker(const Fd& answers) const;
  void answer(const Fd& answers, Bytes encoded) const;
  ShownPicture made(Bytes encoded) const;
  bool fits(const ShownPicture& shown) const;

  Pictures& pictures_;
  std::vector<Bytes> bytes_;
  PictureOrder order_;
  std::vector<Worker> workers_;
  std::size_t next_ = 0;
};

}  // namespace accel
