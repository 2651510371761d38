// SPDX-License-Identifier: Apache-2.0
// What decoding one picture may take: memory and processor time. A few kilobytes can demand
// gigabytes and hours, so decoders state how much memory they will use, and check now and then
// whether their time is over. Nothing is interrupted: the number of pixels bounds the work between
// two checks.
#pragma once

#include <accel/error.h>

#include <cstddef>
#include <cstdint>
#include <ctime>
#include <string>

namespace accel {

class Budget {
 public:
  Budget(std::uint64_t pixels, int seconds)
      : pixels_(pixels), seconds_(seconds), end_(now() + seconds) {}

  /// Throws LimitError if `bytes` is more than `each` for every pixel that a picture may have.
  void check_memory(std::uint64_t bytes, std::uint64_t each) const {
    if (bytes <= each * pixels_) return;
    throw LimitError("image too large: its decoder takes " + std::to_string(bytes) +
                     " bytes, more than " + std::to_string(each) + " for each of max_pixels, " +
                     std::to_string(pixels_));
  }

  /// Reads the clock at every 64th call only, because that is a system call.
  bool is_spent() {
    if (calls_++ % 64 == 0 && now() >= end_) spent_ = true;
    return spent_;
  }
  /// The result of the last check.
  bool was_spent() const { return spent_; }

  [[noreturn]] void throw_spent() const {
    throw LimitError("image takes too long: more than max_seconds, " + std::to_string(seconds_) +
                     ", of processor time");
  }

 private:
  /// The time of all threads: libvips computes in one of its own.
  static double now() {
    timespec time{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  }

  std::uint64_t pixels_;
  int seconds_;
  double end_;
  unsigned calls_ = 0;
  bool spent_ = false;
};

}  // namespace accel
