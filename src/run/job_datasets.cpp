// SPDX-License-Identifier: Apache-2.0
#include "run/job_datasets.h"

#include "base/text.h"
#include "dataset/dataset.h"
#include "dataset/manifest.h"

#include <algorithm>
#include <numeric>

namespace accel {
namespace {

std::uint64_t total_rows(const std::vector<SliceColumns>& slices) {
  return std::accumulate(slices.begin(), slices.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const SliceColumns& s) { return sum + s.rows; });
}

}  // namespace

void JobDatasets::allow_select(const detail::Context& context) {
  for (const Writer& writer : context.all_writers()) {
    writer.state()->may_select = true;
    writer.state()->finished.resize(static_cast<std::size_t>(context.setup->limits.slices));
  }
}

void JobDatasets::keep_written(const detail::Context& context) {
  for (const Writer& writer : context.all_writers()) {
    detail::WriterState& state = *writer.state();
    state.may_select = false;
    if (state.slice < 0) continue;
    Slices slices = state.finish_all();
    const auto before = written_.find(state.name);
    if (before != written_.end() && total_rows(before->second) > 0) {
      throw JobError("dataset " + quote(state.name) + " is written in analysis() and by " +
                     phase_name(context.phase) + "()");
    }
    written_[state.name] = std::move(slices);
  }
}

void JobDatasets::add_slice(const std::map<std::string, SliceColumns>& datasets) {
  for (const auto& [name, columns] : datasets) written_[name].push_back(columns);
}

std::set<std::string> JobDatasets::names() const {
  std::set<std::string> names;
  for (const auto& [name, slices] : written_) names.insert(name);
  return names;
}

std::optional<std::uint64_t> JobDatasets::rows() const {
  if (written_.empty()) return std::nullopt;
  if (const auto named = written_.find("default"); named != written_.end()) {
    return total_rows(named->second);
  }
  std::uint64_t most = 0;
  for (const auto& [name, slices] : written_) most = std::max(most, total_rows(slices));
  return most;
}

std::uint64_t JobDatasets::write_manifests(const detail::Context& context,
                                           const KeptParts& known) const {
  std::uint64_t bytes = 0;
  const std::string& job = context.setup->job;
  for (const Writer& writer : context.all_writers()) {
    const detail::WriterState& state = *writer.state();
    const auto slices = written_.find(state.name);
    if (slices == written_.end()) {
      throw JobError("dataset " + quote(state.name) + " is declared, but never written");
    }
    const Manifest manifest = make_manifest(state, job, slices->second, known);
    for (const ManifestColumn& column : manifest.columns) {
      if (column.owner.job != job) continue;
      for (const PartFile& file : column.parts.files) bytes += is_kept(file) ? 0 : file.bytes;
    }
    write_manifest(manifest, job, context.job_path);
  }
  return bytes;
}

}  // namespace accel
