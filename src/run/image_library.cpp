// SPDX-License-Identifier: Apache-2.0
#include "run/image_library.h"

#include "base/module.h"

namespace accel {
namespace {

template <class Function, class Argument>
void call_image_library(const char* name, const Argument& argument) {
  const auto image = Module::find_loaded("libaccel_image.so");
  if (image) image->function<Function>(name)(argument);
}

}  // namespace

void limit_images(const ImageSettings& settings) {
  call_image_library<void(const ImageSettings&)>("accel_image_set_limits", settings);
}

void forbid_pixels(const char* phase) {
  call_image_library<void(const char*)>("accel_image_forbid_pixels", phase);
}

}  // namespace accel
