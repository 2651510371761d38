// SPDX-License-Identifier: Apache-2.0
// What `[images]` of accel.toml says, for all pictures of this process: which kinds are read beside
// those that always are, and what one picture may take. The job runner sets it, before any picture,
// by `accel_image_set_limits`.
#pragma once

#include "image/budget.h"
#include "image/kind.h"

#include <accel/export.h>

#include <cstdint>

namespace accel {

/// Throws Error when the kind is one that accel.toml must allow, and does not.
void check_allowed(Kind kind);

/// Throws Error when `size` has more pixels than a picture may have.
void check_pixels(Size size);

/// For one picture, from now on.
Budget new_budget();

}  // namespace accel

/// `loaders`: names with a space after each.
extern "C" ACCEL_EXPORT void accel_image_set_limits(const char* loaders, std::int64_t max_pixels,
                                                    int max_seconds);
