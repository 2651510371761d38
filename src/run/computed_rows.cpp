// SPDX-License-Identifier: Apache-2.0
#include "run/computed_rows.h"

#include "base/text.h"
#include "dataset/dataset.h"
#include "dataset/input_list.h"
#include "job/post_file.h"
#include "run/row_ranges.h"

#include <algorithm>
#include <array>
#include <utility>

namespace accel {
namespace {

constexpr std::size_t kMostRanges = 16;
constexpr std::size_t kMostNames = 5;

/// The names of the rows that a map of a finished job goes over.
class MapNames {
 public:
  MapNames(std::string job_path, const AnalysisRecord& analysis)
      : job_path_(std::move(job_path)), setup_(read_setup(job_path_)) {
    if (!analysis.maps.empty()) map_ = analysis.maps[0];
    if (map_.source.empty() || map_.is_of_files) return;
    source_ =
        open_dataset(parse_reference(map_.source, true), Workdirs(setup_.environment.workdirs));
  }

  /// Empty if the row has none.
  std::string find(int slice, std::int64_t row) const {
    if (source_) return detail::row_name(source_.state(), slice, slice + 1, row);
    const auto files = setup_.task.files.find(map_.source);
    if (files == setup_.task.files.end()) return "";
    const auto count = static_cast<std::int64_t>(files->second.count);
    const std::int64_t first = first_of_slice(count, slice, setup_.limits.slices);
    return find_input_name(inputs_path(job_path_, map_.source),
                           static_cast<std::uint64_t>(first + row));
  }

 private:
  std::string job_path_;
  JobSetup setup_;
  MapRecord map_;
  Dataset source_;
};

std::vector<std::string> names_in(const Document& ranges, const MapNames& names) {
  std::vector<std::string> found;
  for (const Document& range : ranges) {
    const auto [slice, first, end] = range.get<std::array<std::int64_t, 3>>();
    for (std::int64_t row = first; row < end; ++row) {
      if (found.size() == kMostNames) return found;
      found.push_back(names.find(static_cast<int>(slice), row));
      if (found.back().empty()) {
        found.back() = "row " + std::to_string(row) + " of slice " + std::to_string(slice);
      }
    }
  }
  return found;
}

}  // namespace

Document computed_document(const RowPlan& plan) {
  Document ranges = Document::array();
  for (const auto& [share, maps] : plan.shares) {
    for (const RowSection& rows : computed_in(maps)) {
      if (ranges.size() == kMostRanges) return ranges;
      ranges.push_back({share.slice, rows.first, rows.end});
    }
  }
  return ranges;
}

std::optional<ComputedRows> find_computed_rows(const std::string& job_path) {
  const Document post = post_head(job_path);
  const Document& ranges = json_member(post, "computed");
  if (!ranges.is_array()) return std::nullopt;
  ComputedRows rows;
  rows.count = find_member<std::uint64_t>(post, "computed_rows").value_or(0);
  try {  // names are an extra: what they are read from may be gone
    const std::string path = join_path(job_path, "post.json");
    const MapNames names(job_path, read_analysis(json_at(post, "analysis", path), path));
    rows.names = names_in(ranges, names);
  } catch (const std::exception&) {
    rows.names.clear();
  }
  return rows;
}

std::string computed_text(const ComputedRows& rows) {
  constexpr std::size_t kFew = 3;
  if (rows.count == 0) return "no rows";
  if (rows.names.empty()) return counted(rows.count, "row");
  if (rows.count <= kFew && rows.names.size() == rows.count) return joined(rows.names, ", ");
  std::vector<std::string> shown = rows.names;
  shown.resize(std::min<std::size_t>(shown.size(), kFew - 1));
  return joined(shown, ", ") + " and " + std::to_string(rows.count - shown.size()) + " more";
}

}  // namespace accel
