// SPDX-License-Identifier: Apache-2.0
#include "run/row_names.h"

#include "dataset/dataset.h"
#include "dataset/input_list.h"

#include <algorithm>

namespace accel {
namespace {

/// The first file of a slice, as Files::slice() divides them.
std::int64_t first_file(std::int64_t count, int slice, int slices) {
  return slice < 0 ? 0 : first_of_slice(count, slice, slices);
}

std::string row_name_of(const Dataset& dataset, int slice, std::int64_t row) {
  const int last = slice < 0 ? dataset.slices() : slice + 1;
  return detail::row_name(dataset.state(), std::max(slice, 0), last, row);
}

}  // namespace

std::string row_label(const detail::Context& context, int slice, std::int64_t row) {
  try {  // text for a message: an error here must not replace the message
    for (const auto& [name, files] : context.files) {
      const auto count = static_cast<std::int64_t>(files->files.size());
      const std::int64_t first = first_file(count, slice, context.setup->limits.slices);
      if (row >= 0 && first + row < count) {
        return files->files[static_cast<std::size_t>(first + row)].name;
      }
    }
    for (const auto& [name, datasets] : context.datasets) {
      for (const Dataset& dataset : datasets) {
        if (dataset.slices() != context.setup->limits.slices) continue;
        std::string label = row_name_of(dataset, slice, row);
        if (!label.empty()) return label;
      }
    }
  } catch (const std::exception&) {
  }
  return "";
}

std::int64_t expected_rows(const detail::Context& context, int slice) {
  const int slices = context.setup->limits.slices;
  for (const auto& [name, files] : context.files) {
    const auto count = static_cast<std::int64_t>(files->files.size());
    return first_file(count, slice + 1, slices) - first_file(count, slice, slices);
  }
  for (const auto& [name, datasets] : context.datasets) {
    for (const Dataset& dataset : datasets) {
      if (dataset.slices() == slices) return dataset.row_count(slice);
    }
  }
  return -1;
}

std::string RowNames::find(int slice, std::int64_t row) {
  if (row < 0 || slice >= setup_.limits.slices) return "";
  try {  // the same
    for (const auto& [option, files] : setup_.task.files) {
      std::string name = find_file_name(option, slice, row);
      if (!name.empty()) return name;
    }
    for (const auto& [option, references] : setup_.task.datasets) {
      for (const Reference& reference : references) {
        std::string name = find_in_dataset(reference, slice, row);
        if (!name.empty()) return name;
      }
    }
  } catch (const std::exception&) {
  }
  return "";
}

std::string RowNames::find_file_name(const std::string& option, int slice, std::int64_t row) const {
  constexpr std::uint64_t kMostFiles = std::uint64_t{1} << 40;  // times slices: no overflow
  const auto count =
      static_cast<std::int64_t>(std::min(setup_.task.files.at(option).count, kMostFiles));
  const std::int64_t index = first_file(count, slice, setup_.limits.slices) + row;
  if (index >= count) return "";
  return find_input_name(inputs_path(job_path_, option), static_cast<std::uint64_t>(index));
}

std::string RowNames::find_in_dataset(const Reference& reference, int slice, std::int64_t row) {
  Dataset& dataset = datasets_[reference_text(reference)];
  if (!dataset) {
    const Workdirs workdirs(setup_.environment.workdirs);
    dataset = open_dataset(reference, workdirs);
  }
  const bool is_sliced_alike = slice < 0 || dataset.slices() == setup_.limits.slices;
  return is_sliced_alike ? row_name_of(dataset, slice, row) : "";
}

}  // namespace accel
