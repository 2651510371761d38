// SPDX-License-Identifier: Apache-2.0
#include "dataset/input_reads.h"

namespace accel {
namespace {

bool is_recording = false;

struct Flag {
  const char* name;  ///< on disk
  bool DatasetReads::*member;
};
constexpr Flag kFlags[] = {{"borders", &DatasetReads::borders},
                           {"list", &DatasetReads::list},
                           {"all", &DatasetReads::all},
                           {"id", &DatasetReads::id}};

}  // namespace

void begin_input_reads() {
  input_reads().clear();
  is_recording = true;
}

InputReads& input_reads() {
  static InputReads reads;
  return reads;
}

void note_input(const Reference& dataset, bool DatasetReads::*what) {
  if (is_recording) input_reads()[dataset].*what = true;
}

void note_input_column(const Reference& dataset, const std::string& column) {
  if (is_recording) input_reads()[dataset].columns.insert(column);
}

void add_reads(InputReads& reads, const InputReads& more) {
  for (const auto& [reference, dataset] : more) {
    DatasetReads& known = reads[reference];
    known.columns.insert(dataset.columns.begin(), dataset.columns.end());
    for (const Flag& flag : kFlags) known.*flag.member = known.*flag.member || dataset.*flag.member;
  }
}

InputReads with_datasets(const InputReads& reads, const std::map<Reference, Reference>& others) {
  InputReads now;
  for (const auto& [dataset, entry] : reads) {
    const auto other = others.find(dataset);
    add_reads(now, {{other == others.end() ? dataset : other->second, entry}});
  }
  return now;
}

Document reads_document(const InputReads& reads) {
  Document document = Document::object();
  for (const auto& [reference, dataset] : reads) {
    Document& entry = document[reference_text(reference)];
    entry["columns"] = dataset.columns;
    for (const Flag& flag : kFlags) {
      if (dataset.*flag.member) entry[flag.name] = true;
    }
  }
  return document;
}

InputReads read_reads(const Document& report, const std::string& path) {
  InputReads reads;
  for (const auto& [reference, dataset] : json_object(report, "inputs", path).items()) {
    DatasetReads& entry = reads[parse_reference(reference, true)];
    const auto columns = json_get<std::vector<std::string>>(dataset, "columns", path);
    entry.columns.insert(columns.begin(), columns.end());
    for (const Flag& flag : kFlags) take_member(dataset, flag.name, entry.*flag.member);
  }
  return reads;
}

}  // namespace accel
