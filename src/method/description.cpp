// SPDX-License-Identifier: Apache-2.0
#include "method/description.h"

#include "base/text.h"

namespace accel {
namespace {

constexpr int kFormat = 1;

Document inputs_document(const std::vector<InputDeclaration>& inputs) {
  Document list = Document::array();
  for (const InputDeclaration& input : inputs) {
    list.push_back({{"name", input.name},
                    {"list", input.is_list},
                    {"required", input.required},
                    {"whole", input.whole}});
  }
  return list;
}

std::vector<InputDeclaration> read_inputs(const Document& list, const std::string& path) {
  std::vector<InputDeclaration> inputs;
  for (const Document& input : list) {
    inputs.push_back({json_get<std::string>(input, "name", path),
                      json_get<bool>(input, "list", path), json_get<bool>(input, "required", path),
                      json_get<bool>(input, "whole", path)});
  }
  return inputs;
}

}  // namespace

std::vector<std::string> Description::names() const {
  std::vector<std::string> names;
  for (const auto& option : options) names.push_back(option.name);
  for (const auto& dataset : datasets) names.push_back(dataset.name);
  for (const auto& job : jobs) names.push_back(job.name);
  return names;
}

Document description_document(const Description& description) {
  Document options = Document::array();
  for (const OptionDeclaration& option : description.options) {
    options.push_back({{"name", option.name},
                       {"type", json_from_value(option.type)},
                       {"default", json_from_value(option.default_value)},
                       {"required", option.required},
                       {"help", option.help},
                       {"base", option.base}});
  }
  return {{"format", kFormat},
          {"options", options},
          {"datasets", inputs_document(description.datasets)},
          {"jobs", inputs_document(description.jobs)},
          {"prepare", description.has_prepare},
          {"analysis", description.has_analysis},
          {"synthesis", description.has_synthesis},
          {"caged", description.is_caged},
          {"results", description.results}};
}

Description read_description(const std::string& path) {
  const Document document = read_json(path);
  if (json_get<int>(document, "format", path) != kFormat) throw Error(path + ": another format");
  Description description;
  for (const Document& option : json_get<Document>(document, "options", path)) {
    description.options.push_back({json_get<std::string>(option, "name", path),
                                   value_from_json(json_get<Document>(option, "type", path)),
                                   value_from_json(json_get<Document>(option, "default", path)),
                                   json_get<bool>(option, "required", path),
                                   json_get<std::string>(option, "help", path),
                                   json_get<std::string>(option, "base", path)});
  }
  description.datasets = read_inputs(json_get<Document>(document, "datasets", path), path);
  description.jobs = read_inputs(json_get<Document>(document, "jobs", path), path);
  description.has_prepare = json_get<bool>(document, "prepare", path);
  description.has_analysis = json_get<bool>(document, "analysis", path);
  description.has_synthesis = json_get<bool>(document, "synthesis", path);
  description.is_caged = json_get<bool>(document, "caged", path);
  description.results = json_get<std::vector<std::string>>(document, "results", path);
  return description;
}

}  // namespace accel
