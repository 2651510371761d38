// SPDX-License-Identifier: Apache-2.0
#include "view/explanation.h"

namespace accel {
namespace {

Document computed_json(const std::optional<ComputedRows>& rows) {
  if (!rows) return {};
  return {{"rows", rows->count}, {"first", rows->names}};
}

Document explanation_document(const Explanation& why) {
  Document causes = Document::array();
  for (const Cause& cause : why.causes) {
    const KeyChange& change = cause.difference.change;
    Document inputs = Document::array();
    for (const Explanation& input : cause.inputs) inputs.push_back(explanation_document(input));
    causes.push_back({{"part", change.tag},
                      {"name", change.name},
                      {"before", change.before},
                      {"now", change.now},
                      {"text", cause.difference.text},
                      {"details", cause.difference.details},
                      {"inputs", std::move(inputs)}});
  }
  return {{"job", why.id},
          {"method", why.method},
          {"kind", why.kind},
          {"reason", why.reason},
          {"compared", why.compared.empty() ? Document() : Document(why.compared)},
          {"shown_above", why.is_shown},
          {"computed", computed_json(why.computed)},
          {"differences", std::move(causes)}};
}

}  // namespace

Document document(const Explanation& why, const std::string& state,
                  const std::vector<Acceptance>& accepted, const std::vector<IndexEntry>& further) {
  Document shown = explanation_document(why);
  shown["state"] = state;
  shown["accepted"] = Document::array();
  for (const Acceptance& one : accepted) {
    shown["accepted"].push_back({{"key", one.key}, {"when", one.when}, {"user", one.user}});
  }
  shown["reads_the_same"] = Document::array();
  for (const IndexEntry& entry : further) {
    Document inputs = Document::array();
    for (const auto& [name, dataset] : entry.inputs) inputs.push_back({name, dataset});
    shown["reads_the_same"].push_back(std::move(inputs));
  }
  return shown;
}

}  // namespace accel
