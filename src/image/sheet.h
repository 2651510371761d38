// SPDX-License-Identifier: Apache-2.0
// A contact sheet as one picture: a title, and below it cells in rows, each with its pictures and
// their name. Dark on white, as for print.
#pragma once

#include "image/pictures.h"

namespace accel {

/// Throws Error when a side of it, or its number of pixels, is above what can be written.
Buffer draw_sheet(const SheetPage& page, SheetFormat format);

}  // namespace accel
