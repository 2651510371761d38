// SPDX-License-Identifier: Apache-2.0
// The errors that libvips reports about a picture, as an Error. Its error buffer is one string per
// process, so each picture begins with `forget_errors`.
#pragma once

#include "image/kind.h"

namespace accel {

/// From now on, what libvips logs is noted. Call it once per process.
void note_warnings();
void forget_errors();

/// The reason libvips gives, in one line; forgets it.
std::string take_reason();

/// Throws Error if libjpeg, inside of libvips, warned about lost data.
void check_lost_data(Kind kind);

/// Throws Error: the picture is damaged, truncated, or of a sort that libvips does not read.
[[noreturn]] void throw_decode_error(Kind kind);

/// Throws Error: "cannot <what>: <reason>".
[[noreturn]] void throw_failed(const char* what);

}  // namespace accel
