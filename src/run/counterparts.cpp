// SPDX-License-Identifier: Apache-2.0
#include "run/counterparts.h"

#include "base/if_sound.h"
#include "base/text.h"
#include "job/post_file.h"
#include "run/predecessor.h"
#include "run/row_match.h"

#include <algorithm>
#include <optional>

namespace accel {
namespace {

/// The dataset of `now` that takes the place of one of `before`: for the same input, at the same
/// position.
std::optional<Reference> find_successor(const Reference& dataset, const JobTask& before,
                                        const JobTask& now) {
  for (const auto& [name, datasets] : before.datasets) {
    const auto input = now.datasets.find(name);
    const auto place = std::ranges::find(datasets, dataset) - datasets.begin();
    const bool is_there = input != now.datasets.end() && std::cmp_less(place, datasets.size()) &&
                          std::cmp_less(place, input->second.size());
    if (is_there) return input->second[static_cast<std::size_t>(place)];
  }
  return std::nullopt;
}

/// Compares a job that is about to run with its counterpart.
class Comparison {
 public:
  Comparison(const JobSetup& setup, const std::string& job_path, std::string before_path)
      : setup_(setup),
        job_path_(job_path),
        before_path_(std::move(before_path)),
        before_(read_setup(before_path_)),
        workdirs_(setup.environment.workdirs) {}

  Counterparts find() {
    Counterparts found;
    const auto analysis = find_member<Document>(post_head(before_path_), "analysis");
    if (!analysis || !find_replaced_input(before_path_, workdirs_).empty()) return found;
    for (const MapRecord& map : read_analysis(*analysis, before_path_).maps) {
      std::vector<SameSlices> rows = map.is_of_files ? match_files(map.source) : match_rows(map);
      std::erase_if(rows, [&](const SameSlices& same) { return !is_of_use(same); });
      if (rows.empty()) continue;
      const Reference reference{before_.job, map.dataset};
      const Dataset dataset = open_dataset(reference, workdirs_);
      check_column_files(dataset, before_path_);
      for (const ManifestColumn* column : own_columns(dataset)) {
        found.parts[reference][column->spec.name] = parts_of(*dataset.state(), *column);
      }
      found.datasets[map.dataset] = {dataset, std::move(rows)};
    }
    return found;
  }

 private:
  bool is_of_use(const SameSlices& slices) const {
    return std::cmp_equal(slices.size(), setup_.limits.slices) &&
           std::ranges::any_of(slices, [](const auto& slice) { return !slice.empty(); });
  }

  /// A file is compared with the one of the same name, and then with one of the same content.
  std::vector<SameSlices> match_files(const std::string& option) const {
    if (!setup_.task.files.contains(option)) return {};
    const auto slices = static_cast<std::size_t>(setup_.limits.slices);
    const auto slices_before = static_cast<std::size_t>(before_.limits.slices);
    const std::vector<InputFile> now = read_inputs(inputs_path(job_path_, option));
    const std::vector<InputFile> before = read_inputs(inputs_path(before_path_, option));
    SimilarFiles similar = similar_files(now, slices, before, slices_before);
    return {std::move(similar.by_name), std::move(similar.by_content)};
  }

  std::vector<SameSlices> match_rows(const MapRecord& map) const {
    const Reference before = parse_reference(map.source, true);
    const Reference now = find_successor(before, before_.task, setup_.task).value_or(before);
    return {same_rows(parts_of_columns(open_dataset(now, workdirs_), map.columns),
                      parts_of_columns(open_dataset(before, workdirs_), map.columns))};
  }

  const JobSetup& setup_;
  const std::string& job_path_;
  const std::string before_path_;
  const JobSetup before_;
  const Workdirs workdirs_;
};

}  // namespace

Counterparts find_counterparts(const JobSetup& setup, const std::string& job_path) {
  if (setup.counterpart.empty()) return {};
  return if_sound([&]() -> Counterparts {
    const Workdirs workdirs(setup.environment.workdirs);
    const auto path = workdirs.find_job_path(setup.counterpart);
    if (!path || !is_finished(*path)) return {};
    return Comparison(setup, job_path, *path).find();
  });
}

}  // namespace accel
