// SPDX-License-Identifier: Apache-2.0
// Marks what the shared library exports to methods and build scripts. Everything else is hidden.
#pragma once

#define ACCEL_EXPORT __attribute__((visibility("default")))
