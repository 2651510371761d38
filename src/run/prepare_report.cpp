// SPDX-License-Identifier: Apache-2.0
#include "run/prepare_report.h"

#include "run/slice_report.h"

namespace accel {
namespace {

constexpr std::size_t kLargestState = std::size_t{16} << 20;  // bytes of JSON

Document datasets_document(const PrepareReport& prepared) {
  Document datasets = Document::object();
  for (const auto& [name, slices] : prepared.datasets) {
    Document list = Document::array();
    for (const SliceColumns& slice : slices) list.push_back(slice_columns_document(slice));
    datasets[name] = list;
  }
  return datasets;
}

}  // namespace

void write_prepare_report(const std::string& job_path, PrepareReport prepared) {
  if (json_line(prepared.state).size() > kLargestState) {
    prepared.state = nullptr;
    prepared.state_left_out = true;
  }
  write_json(join_path(job_path, kPrepareReportFile),
             {{"state", prepared.state},
              {"state_left_out", prepared.state_left_out},
              {"datasets", datasets_document(prepared)},
              {"writers", prepared.writers},
              {"files", saved_document(prepared.files)},
              {"inputs", reads_document(prepared.inputs)}});
}

std::optional<PrepareReport> find_prepare_report(const std::string& job_path) {
  const std::string path = join_path(job_path, kPrepareReportFile);
  const auto document = find_json(path);
  if (!document) return std::nullopt;
  PrepareReport prepared;
  prepared.state = json_get<Document>(*document, "state", path);
  prepared.state_left_out = json_get<bool>(*document, "state_left_out", path);
  prepared.writers = json_get<Document>(*document, "writers", path);
  prepared.files = read_saved(*document, path);
  prepared.inputs = read_reads(*document, path);
  const auto datasets = json_get<Document>(*document, "datasets", path);
  for (const auto& [name, slices] : datasets.items()) {
    for (const Document& slice : slices) {
      prepared.datasets[name].push_back(read_slice_columns(slice, 0, path));
    }
  }
  return prepared;
}

}  // namespace accel
