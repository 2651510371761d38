// SPDX-License-Identifier: Apache-2.0
#include "run/failure.h"

#include "run/memory.h"

#include <new>

namespace accel {

Failure failure_of(const std::exception& error, std::string phase, int slice, std::int64_t row) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) {
    return {std::move(phase), slice, row, with_memory_hint("out of memory"), "", true};
  }
  const auto* system = dynamic_cast<const SystemError*>(&error);
  return {std::move(phase), slice, row,
          error.what(),     "",    system != nullptr && system->is_of_machine()};
}

Document failure_document(const Failure& failure) {
  return {{"phase", failure.phase},
          {"slice", failure.slice < 0 ? Document() : Document(failure.slice)},
          {"row", failure.row < 0 ? Document() : Document(failure.row)},
          {"what", failure.what},
          {"of_machine", failure.of_machine},
          {"output", failure.output}};
}

Failure read_failure(const Document& document) {
  Failure failure;
  failure.phase = document.value("phase", "");
  if (document.contains("slice") && document["slice"].is_number())
    failure.slice = document["slice"];
  if (document.contains("row") && document["row"].is_number()) failure.row = document["row"];
  failure.what = document.value("what", "");
  failure.output = document.value("output", "");
  failure.of_machine = document.value("of_machine", false);
  return failure;
}

std::optional<Failure> find_failure(const std::string& job_path) {
  const auto document = find_json(join_path(job_path, "error.json"));
  if (!document || !document->is_object()) return std::nullopt;
  return read_failure(*document);
}

std::string failure_place(const Failure& failure, const std::string& method, const std::string& job,
                          int slices) {
  std::string place = "in " + failure.phase + " of " + method + " (" + job + ")";
  if (failure.slice >= 0) {
    place += ", slice " + std::to_string(failure.slice) + " of " + std::to_string(slices);
  }
  if (failure.row >= 0) place += ", row " + std::to_string(failure.row);
  return place;
}

}  // namespace accel
