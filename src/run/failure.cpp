// SPDX-License-Identifier: Apache-2.0
#include "run/failure.h"

#include "base/text.h"
#include "run/cage.h"
#include "run/memory.h"

#include <algorithm>
#include <new>

namespace accel {

Failure failure_of(const std::exception& error, std::string phase, int slice, std::int64_t row) {
  if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) {
    return {std::move(phase), slice, row, with_memory_hint("out of memory"), "", true};
  }
  const auto* system = dynamic_cast<const SystemError*>(&error);
  return {std::move(phase),
          slice,
          row,
          exception_text(error) + cage_hint(error),
          "",
          system != nullptr && system->is_of_machine()};
}

Failure row_failure(const Share& share, std::int64_t row, const std::string& name,
                    const std::string& what) {
  Failure failure;
  failure.phase = "analysis";
  failure.slice = share.slice;
  failure.share = share.number;
  failure.row = row;
  failure.what = (name.empty() ? "" : escaped(name) + ": ") + what;
  return failure;
}

Document failure_document(const Failure& failure) {
  Document document = {{"phase", failure.phase},
                       {"slice", failure.slice < 0 ? Document() : Document(failure.slice)},
                       {"row", failure.row < 0 ? Document() : Document(failure.row)},
                       {"what", failure.what},
                       {"of_machine", failure.of_machine},
                       {"output", failure.output}};
  if (failure.share > 0) document["share"] = failure.share;
  return document;
}

Failure read_failure(const Document& document, const std::string& path) {
  Failure failure;
  failure.phase = json_get<std::string>(document, "phase", path);
  if (!json_at(document, "slice", path).is_null()) {
    failure.slice = json_get<int>(document, "slice", path);
  }
  failure.share = std::max(find_member<int>(document, "share").value_or(0), 0);
  if (!json_at(document, "row", path).is_null()) {
    failure.row = json_get<std::int64_t>(document, "row", path);
  }
  failure.what = json_get<std::string>(document, "what", path);
  failure.output = json_get<std::string>(document, "output", path);
  failure.of_machine = json_get<bool>(document, "of_machine", path);
  return failure;
}

std::optional<Failure> find_failure(const std::string& job_path) {
  const std::string path = join_path(job_path, "error.json");
  const auto document = find_json(path);
  if (!document) return std::nullopt;
  return read_failure(*document, path);
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
