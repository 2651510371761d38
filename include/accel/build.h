// SPDX-License-Identifier: Apache-2.0
// Everything that a build script needs. A build script includes this and defines accel_main.
#pragma once

#include <accel/urd.h>

/// The script: it builds jobs. An exception that it throws ends the build.
void accel_main(accel::Urd& urd);

/// What `accel build` calls.
extern "C" inline ACCEL_EXPORT __attribute__((used)) void accel_script(accel::Urd* urd) {
  accel_main(*urd);
}
