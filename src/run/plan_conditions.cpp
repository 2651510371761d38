// SPDX-License-Identifier: Apache-2.0
#include "run/plan_conditions.h"

#include "base/text.h"

#include <set>

namespace accel {
namespace {

/// "column 'mean' of dev-3/default", "the row count of dev-3/default", "the slices".
std::string read_text(const std::string& source, const std::string& what) {
  if (source.empty()) return what == "slices" ? "the number of slices" : what;
  const bool is_named = what.starts_with("the ") || what.starts_with("column ") ||
                        what == kFilesRead || what == "size";
  const std::string of = source.find('/') == std::string::npos ? "option " + quote(source) : source;
  return (is_named ? what : "column " + quote(what)) + " of " + of;
}

std::string apart(const std::string& source, const std::string& what) {
  return "analysis() reads " + read_text(source, what) + " apart from the rows of its map";
}

std::string libraries_of(const JobSetup& setup) {
  const auto found = setup.origin.versions.find("libraries");
  return found == setup.origin.versions.end() ? "" : found->second;
}

/// The dataset or option that takes the place of a source, if it is another one.
std::string changed_source(const InputChanges& inputs, const std::string& source) {
  if (inputs.changed.contains(source)) return source;
  const auto now = inputs.replaced.find(parse_reference(source, true));
  if (now == inputs.replaced.end() || reference_text(now->second) == source) return "";
  return reference_text(now->second);
}

}  // namespace

std::string changed_setting(const JobSetup& before, const JobSetup& now) {
  if (!allows_all(now.task.images, before.task.images)) {
    return "[images] in accel.toml does not allow all that it allowed for " + before.job;
  }
  if (libraries_of(before) == libraries_of(now)) return "";
  return before.job + " has other versions of libraries: " + libraries_of(before);
}

std::string changed_read(const AnalysisRecord& analysis, const InputChanges& inputs,
                         const JobSetup& before, const JobSetup& now) {
  for (const auto& [source, what] : analysis.reads) {
    if (what == kLimitRead) {
      if (before.task.images == now.task.images) continue;
      return "the function of map met " + what + " in a row that is not bad";
    }
    if (source.empty()) {
      if (!inputs.is_sliced_alike) {
        return "analysis() reads " + read_text(source, what) +
               ", and the job has another number of slices";
      }
      continue;
    }
    if (std::string other = changed_source(inputs, source); !other.empty()) {
      return apart(other, what);
    }
  }
  std::set<std::string> mapped;
  for (const MapRecord& map : analysis.maps) {
    if (map.is_of_files) mapped.insert(map.source);
  }
  for (const auto& [option, files] : now.task.files) {
    if (mapped.contains(option) || !inputs.changed.contains(option)) continue;
    return "option " + quote(option) + " has other files";
  }
  return "";
}

std::string plan_violation(const RowPlan& plan, const AnalysisRecord& slice) {
  if (!slice.all_rows.empty()) return slice.all_rows;
  if (slice.maps != plan.analysis.maps) return "analysis() does not do what it did before";
  for (const auto& [source, what] : slice.reads) {
    if (what == kLimitRead) continue;  // kept rows did not come from it
    const bool is_changed = source.empty() ? !plan.is_sliced_alike : plan.changed.contains(source);
    if (is_changed) return apart(source, what);
  }
  return "";
}

}  // namespace accel
