// SPDX-License-Identifier: Apache-2.0
#include "run/image_library.h"

#include "base/module.h"

#include <cstdint>
#include <string>

namespace accel {
namespace {

template <class... Arguments>
void call_image_library(const char* function, Arguments... arguments) {
  const auto image = Module::find_loaded("libaccel_image.so");
  if (image) image->function<void(Arguments...)>(function)(arguments...);
}

}  // namespace

void limit_images(const ImageSettings& settings) {
  std::string loaders;
  for (const std::string& name : settings.loaders) loaders += name + " ";
  call_image_library<const char*, std::int64_t, int>("accel_image_set_limits", loaders.c_str(),
                                                     settings.max_pixels, settings.max_seconds);
}

void forbid_pixels(const char* phase) { call_image_library("accel_image_forbid_pixels", phase); }

}  // namespace accel
