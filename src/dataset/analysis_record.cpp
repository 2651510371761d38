// SPDX-License-Identifier: Apache-2.0
#include "dataset/analysis_record.h"

#include <accel/error.h>

#include <map>
#include <optional>

namespace accel {
namespace {

struct Notes {
  std::map<std::pair<std::string, std::string>, int> reads;  ///< how often
  AnalysisRecord record;
  std::uint64_t limits = detail::limit_errors();  ///< made before, or accounted for
};

std::optional<Notes> notes;

}  // namespace

Document analysis_document(const AnalysisRecord& record) {
  if (!record.all_rows.empty()) return {{"all_rows", record.all_rows}};
  Document maps = Document::array();
  for (const MapRecord& map : record.maps) {
    maps.push_back({{"dataset", map.dataset},
                    {map.is_of_files ? "files" : "source", map.source},
                    {"columns", map.columns},
                    {"writes", map.writes}});
  }
  Document reads = Document::array();
  for (const auto& [source, what] : record.reads) reads.push_back({source, what});
  return {{"maps", maps}, {"reads", reads}};
}

AnalysisRecord read_analysis(const Document& document, const std::string& path) {
  AnalysisRecord record;
  record.all_rows = find_member<std::string>(document, "all_rows").value_or("");
  if (!record.all_rows.empty()) return record;
  for (const Document& map : json_list(document, "maps", path)) {
    const bool is_of_files = map.contains("files");
    record.maps.push_back({json_get<std::string>(map, "dataset", path),
                           json_get<std::string>(map, is_of_files ? "files" : "source", path),
                           is_of_files, json_get<std::vector<std::string>>(map, "columns", path),
                           json_get<std::vector<std::string>>(map, "writes", path)});
  }
  for (const auto& read :
       json_get<std::vector<std::vector<std::string>>>(document, "reads", path)) {
    if (read.size() != 2) throw Error(path + ": 'reads' is not a list of pairs");
    record.reads.emplace(read[0], read[1]);
  }
  return record;
}

void merge_analysis(AnalysisRecord& record, const AnalysisRecord& slice) {
  if (record.all_rows.empty()) record.all_rows = slice.all_rows;
  if (record.all_rows.empty() && record.maps != slice.maps) {
    record.all_rows = "analysis() does not do the same in each slice";
  }
  record.reads.insert(slice.reads.begin(), slice.reads.end());
}

void begin_analysis_record() { notes.emplace(); }

void note_read(std::string_view source, std::string_view what) {
  if (notes) ++notes->reads[{std::string(source), std::string(what)}];
}

void unnote_read(const std::string& source, const std::string& what) {
  if (notes) --notes->reads[{source, what}];
}

void note_limits(std::uint64_t count) {
  if (notes) notes->limits += count;
}

void note_map(MapRecord map) {
  if (notes) notes->record.maps.push_back(std::move(map));
}

void note_all_rows(std::string reason) {
  if (notes && notes->record.all_rows.empty()) notes->record.all_rows = std::move(reason);
}

AnalysisRecord take_analysis_record() {
  if (detail::limit_errors() != notes->limits) note_read("", kLimitRead);
  AnalysisRecord record = std::move(notes->record);
  for (const auto& [read, times] : notes->reads) {
    if (times > 0) record.reads.insert(read);
  }
  notes.reset();
  return record;
}

}  // namespace accel
