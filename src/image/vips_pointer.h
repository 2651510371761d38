// SPDX-License-Identifier: Apache-2.0
// Owning pointers to libvips's objects.
#pragma once

#include <vips/vips.h>

#include <memory>

namespace accel {

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
using VipsPointer = std::unique_ptr<VipsImage, Unref>;

/// libvips stores a result through `VipsImage** out`; this owns it.
class OutPointer {
 public:
  operator VipsImage**() { return &image_; }
  VipsPointer take() { return VipsPointer(image_); }

 private:
  VipsImage* image_ = nullptr;
};

}  // namespace accel
