// SPDX-License-Identifier: Apache-2.0
#include "build/reason.h"

#include "base/text.h"

namespace accel {

MadeBecause reason_to_make(const Store& store, const Project& project, const JobRequest& request,
                           const MethodInfo& method, const KeyState& state) {
  MadeBecause same = reason_of(state);
  if (!same.kind.empty()) return same;
  const auto latest = store.find_latest(request.task.method);
  if (latest) store.hold(*latest);  // it may have been on its way out: then there is less to say
  const auto before = latest ? find_made_of(store.job_path(*latest)) : std::nullopt;
  if (!before) return {"new", "never built before", ""};
  const MadeOf now = made_of(request, method);
  const std::vector<KeyChange> changes = key_changes(before->transcript, now.transcript);
  if (changes.empty()) return {"gone", *latest + ", made with the same, was not found", *latest};
  std::string text =
      difference(changes[0], *before, now, shown_source(project, method.source)).text;
  if (changes.size() > 1) text += "; and " + std::to_string(changes.size() - 1) + " more";
  return {"changed", std::move(text), *latest};
}

}  // namespace accel
