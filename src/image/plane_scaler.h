// SPDX-License-Identifier: Apache-2.0
// Scales planes with a Lanczos filter of three lobes, by zimg: across, then down, with 8 bits in
// between. At a border the filter is cut off and its remaining weights are normalised (zimg itself
// would mirror the picture). This is what Pillow's LANCZOS does.
#pragma once

#include "image/plane.h"

#include <compare>
#include <cstdint>
#include <memory>
#include <vector>

struct zimg_filter_graph;

namespace accel {

class PlaneScaler {
 public:
  /// `extent` of `in` scaled to `size`, into `out`, as if what lies outside did not exist. Throws
  /// Error.
  void scale(const Plane& in, const Extent& extent, Size size, Plane& out);

 private:
  /// One pass: all rows are scaled across, or all columns down.
  struct Pass {
    bool is_across;
    Size from, to;
    Span shown;
    friend auto operator<=>(const Pass&, const Pass&) = default;
  };
  struct FreeGraph {
    void operator()(zimg_filter_graph* graph) const;
  };
  /// zimg's plan for a pass is kept: planning costs as much as scaling.
  struct Plan {
    Pass pass;
    std::unique_ptr<zimg_filter_graph, FreeGraph> graph;
    std::size_t work_bytes = 0;
  };
  void scale_plane(const Plane& in, const Extent& extent, Size size, Plane& out);
  Plan& plan(const Pass& pass);
  void run(const Pass& pass, const Plane& in, Plane& out);

  std::vector<Plan> plans_;  ///< the last one used first
  Plane part_, middle_, work_;
};

}  // namespace accel
