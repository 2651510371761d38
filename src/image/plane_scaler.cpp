// SPDX-License-Identifier: Apache-2.0
#include "image/plane_scaler.h"

#include "image/lanczos_border.h"

#include <accel/error.h>

#include <zimg.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace accel {
namespace {

/// A slice may hold pictures of many sizes; four plans are used for each.
constexpr std::size_t kPlansKept = 32;

[[noreturn]] void throw_failed() {
  char reason[256] = "";
  zimg_get_last_error(reason, sizeof reason);
  throw Error(std::string("cannot scale the picture: ") + reason);
}

zimg_image_format format_of(Size size) {
  zimg_image_format format;
  zimg_image_format_default(&format, ZIMG_API_VERSION);
  format.width = static_cast<unsigned>(size.width);
  format.height = static_cast<unsigned>(size.height);
  format.pixel_type = ZIMG_PIXEL_BYTE;
  format.color_family = ZIMG_COLOR_GREY;
  format.pixel_range = ZIMG_RANGE_FULL;
  return format;
}

/// The default processor type, ZIMG_CPU_AUTO, leaves AVX-512 out, and rightly: zimg 3.0.4 then
/// gives wrong samples near the right border.
zimg_filter_graph* make_graph(Size from, Size to, bool is_across, const Span& shown) {
  zimg_image_format source = format_of(from);
  (is_across ? source.active_region.left : source.active_region.top) = shown.start;
  (is_across ? source.active_region.width : source.active_region.height) = shown.length;
  const zimg_image_format target = format_of(to);
  zimg_graph_builder_params params;
  zimg_graph_builder_params_default(&params, ZIMG_API_VERSION);
  params.resample_filter = ZIMG_RESIZE_LANCZOS;
  return zimg_filter_graph_build(&source, &target, &params);
}

bool is_unchanged(int from, int to, const Span& shown) {
  return from == to && shown == Span{0, static_cast<double>(from)};
}

/// Samples `first` to `end` of a row or column.
struct SampleRange {
  int first, end;
};

/// The samples that the span lies on. Samples outside of it were cut off and must not show.
SampleRange samples_under(const Span& span, int side) {
  constexpr double kRounding = 1e-6;
  const int first = static_cast<int>(std::floor(span.start + kRounding));
  const int end = static_cast<int>(std::ceil(span.start + span.length - kRounding));
  const int inside = std::clamp(first, 0, side - 1);
  return {inside, std::clamp(end, inside + 1, side)};
}

void copy(const Plane& in, SampleRange across, SampleRange down, Plane& out) {
  out.reshape({across.end - across.first, down.end - down.first});
  for (int y = 0; y < out.size().height; ++y) {
    std::copy_n(in.row(down.first + y) + across.first, out.size().width, out.row(y));
  }
}

}  // namespace

void PlaneScaler::FreeGraph::operator()(zimg_filter_graph* graph) const {
  zimg_filter_graph_free(graph);
}

PlaneScaler::Plan& PlaneScaler::plan(const Pass& pass) {
  auto found = std::find_if(plans_.begin(), plans_.end(),
                            [&](const Plan& plan) { return plan.pass == pass; });
  if (found == plans_.end()) {
    Plan made{pass, {}, 0};
    made.graph.reset(make_graph(pass.from, pass.to, pass.is_across, pass.shown));
    if (!made.graph) throw_failed();
    if (zimg_filter_graph_get_tmp_size(made.graph.get(), &made.work_bytes)) throw_failed();
    if (plans_.size() == kPlansKept) plans_.pop_back();
    found = plans_.insert(plans_.end(), std::move(made));
  }
  std::rotate(plans_.begin(), found, found + 1);
  return plans_.front();
}

void PlaneScaler::run(const Pass& pass, const Plane& in, Plane& out) {
  const Plan& how = plan(pass);
  out.reshape(pass.to);
  work_.reshape({static_cast<int>(how.work_bytes), 1});
  const zimg_image_buffer_const source = {ZIMG_API_VERSION,
                                          {{in.row(0), in.stride(), ZIMG_BUFFER_MAX}}};
  const zimg_image_buffer target = {ZIMG_API_VERSION,
                                    {{out.row(0), out.stride(), ZIMG_BUFFER_MAX}}};
  if (zimg_filter_graph_process(how.graph.get(), &source, &target, work_.row(0), nullptr, nullptr,
                                nullptr, nullptr)) {
    throw_failed();
  }
  if (pass.is_across) {
    scale_borders_across(in, pass.shown, out);
  } else {
    scale_borders_down(in, pass.shown, out);
  }
}

void PlaneScaler::scale(const Plane& in, const Extent& extent, Size size, Plane& out) {
  const Size from = in.size();
  const SampleRange across = samples_under(extent.x, from.width);
  const SampleRange down = samples_under(extent.y, from.height);
  if (Size{across.end - across.first, down.end - down.first} == from) {
    return scale_plane(in, extent, size, out);
  }
  copy(in, across, down, part_);
  Extent part = extent;
  part.x.start -= across.first;
  part.y.start -= down.first;
  scale_plane(part_, part, size, out);
}

void PlaneScaler::scale_plane(const Plane& in, const Extent& extent, Size size, Plane& out) {
  const Size from = in.size(), middle{size.width, from.height};
  const bool is_same_width = is_unchanged(from.width, size.width, extent.x);
  if (is_unchanged(from.height, size.height, extent.y)) {
    return is_same_width ? copy(in, {0, from.width}, {0, from.height}, out)
                         : run({true, from, size, extent.x}, in, out);
  }
  if (!is_same_width) run({true, from, middle, extent.x}, in, middle_);
  run({false, middle, size, extent.y}, is_same_width ? in : middle_, out);
}

}  // namespace accel
