// SPDX-License-Identifier: Apache-2.0
// Any bytes as a JPEG, PNG or WebP. See planar_fuzz.h.
#include "planar_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  accel::try_planar_backend(accel::Bytes(data, size));
  return 0;
}
