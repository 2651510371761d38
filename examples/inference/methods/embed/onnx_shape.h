// SPDX-License-Identifier: Apache-2.0
// The shape of what a network takes, as its ONNX file declares it. OpenCV 4.6 reads the
// file, too, but does not report the shape, and accepts any other shape that it can compute with.
#pragma once

#include <accel/types.h>

#include <vector>

/// The sides of the first input; -1 for a side that may have any length. Empty if the file declares
/// none, or is not an ONNX file.
std::vector<int> onnx_shape(accel::Bytes file);
