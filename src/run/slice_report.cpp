// SPDX-License-Identifier: Apache-2.0
#include "run/slice_report.h"

#include <algorithm>
#include <cstring>

namespace accel {

std::string slice_path(const std::string& job_path, const Share& share, const char* ending) {
  return job_path + "/slices/" + share_name(share) + ending;
}

std::vector<Share> shares_with(const std::string& job_path, const char* ending) {
  std::vector<Share> shares;
  for (const std::string& name : list_folder(job_path + "/slices")) {
    if (!name.ends_with(ending)) continue;
    const auto share = find_share(name.substr(0, name.size() - std::strlen(ending)));
    if (share) shares.push_back(*share);
  }
  std::ranges::sort(shares);
  return shares;
}

std::string saved_path(const std::string& job_path, const std::string& who) {
  return job_path + "/slices/" + who + ".files.tsv";
}

Document saved_document(const SavedList& files) {
  if (files.count == 0) return nullptr;
  return {{"count", files.count}, {"digest", files.digest.hex()}};
}

SavedList read_saved(const Document& document, const std::string& path) {
  const auto files = json_get<Document>(document, "files", path);
  if (files.is_null()) return {};
  return {json_get<std::uint64_t>(files, "count", path),
          parse_digest(json_get<std::string>(files, "digest", path))};
}

namespace {

Document computed_document(const SliceReport& report) {
  if (!report.plan) return nullptr;
  Document computed = Document::object();
  for (const auto& [dataset, sections] : report.computed) {
    Document& ranges = computed[dataset] = Document::array();
    for (const RowSection& range : sections) ranges.push_back({range.first, range.end});
  }
  return computed;
}

void read_computed(SliceReport& report, const Document& computed, const std::string& path) {
  for (const auto& [dataset, ranges] : computed.items()) {
    std::vector<RowSection>& sections = report.computed[dataset];
    for (const Document& range : ranges) {
      const bool is_range = range.is_array() && range.size() == 2 &&
                            range[0].is_number_unsigned() && range[1].is_number_unsigned();
      if (!is_range) throw Error(path + ": 'computed' is not a list of ranges of rows");
      sections.push_back({range[0].get<std::int64_t>(), range[1].get<std::int64_t>()});
    }
  }
}

}  // namespace

Document slice_document(const SliceReport& report) {
  Document datasets = Document::object();
  for (const auto& [name, columns] : report.datasets) {
    datasets[name] = slice_columns_document(columns);
  }
  return {{"slice", report.share.slice},
          {"share", report.share.number},
          {"rows", report.rows},
          {"bad_rows", report.bad_rows},
          {"late_after", report.late_after},
          {"seconds", report.seconds},
          {"peak_memory", report.peak_memory},
          {"datasets", datasets},
          {"files", saved_document(report.files)},
          {"value", json_from_value(report.value)},
          {"analysis", analysis_document(report.analysis)},
          {"inputs", reads_document(report.inputs)},
          {"plan", report.plan ? Document(report.plan->hex()) : Document()},
          {"computed", computed_document(report)}};
}

std::optional<SliceReport> find_slice_report(const std::string& job_path, const Share& share) {
  const std::string path = slice_path(job_path, share, ".json");
  const auto document = find_json(path);
  if (!document) return std::nullopt;
  SliceReport report;
  report.share = {json_get<int>(*document, "slice", path),
                  find_member<int>(*document, "share").value_or(0)};
  if (report.share != share) throw Error(path + ": is the report of another slice");
  report.rows = json_get<std::uint64_t>(*document, "rows", path);
  report.bad_rows = json_get<std::uint64_t>(*document, "bad_rows", path);
  report.late_after = find_member<double>(*document, "late_after").value_or(0);
  report.seconds = json_get<double>(*document, "seconds", path);
  report.peak_memory = json_get<std::uint64_t>(*document, "peak_memory", path);
  const Document datasets = json_get<Document>(*document, "datasets", path);
  for (const auto& [name, columns] : datasets.items()) {
    report.datasets[name] = read_slice_columns(columns, share.number, path);
  }
  report.files = read_saved(*document, path);
  report.value = value_from_json(json_get<Document>(*document, "value", path));
  report.analysis = read_analysis(json_at(*document, "analysis", path), path);
  report.inputs = read_reads(*document, path);
  if (const auto plan = find_member<std::string>(*document, "plan")) {
    report.plan = parse_digest(*plan);
    read_computed(report, json_get<Document>(*document, "computed", path), path);
  }
  return report;
}

SliceReport read_slice_report(const std::string& job_path, const Share& share) {
  auto report = find_slice_report(job_path, share);
  if (!report) throw Error("slice " + share_name(share) + " left no report");
  return *std::move(report);
}

}  // namespace accel
