// SPDX-License-Identifier: Apache-2.0
#include "urd/why.h"

#include "base/json.h"
#include "base/text.h"
#include "job/post_file.h"
#include "urd/key_state.h"

namespace accel {
namespace {

constexpr int kMostRecordsRead = 200;  // earlier jobs of the method
constexpr int kDeepest = 50;           // inputs of inputs ...

std::string method_of(std::string_view transcript) {
  for (const KeyPart& part : parse_transcript(transcript.substr(0, transcript.find("\ncode\t")))) {
    if (part.tag == "method") return part.values[0];
  }
  return "";
}

/// If setup.json is damaged, the transcripts remain.
std::optional<JobSetup> find_setup(const std::string& job_path) {
  try {
    return read_setup(job_path);
  } catch (const Error&) {
    return std::nullopt;
  }
}

/// The inputs that `setup` requests there; nullopt if it is damaged.
std::optional<KeyState> find_state(const Store& store, const std::string& id,
                                   const JobSetup& setup) {
  try {
    return look_at_job(store, id, parse_digest(setup.task.key), setup.task, setup.limits,
                       BuildMode());
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

Explanation Explainer::explain(const std::string& id) { return explain_from(id, "", 0); }

std::optional<std::string> Explainer::find_path(const std::string& id) const {
  auto path = store_.workdirs().find_job_path(id);
  if (path && !exists(*path + "/key.txt")) path.reset();
  return path;
}

ShownSource Explainer::shown(const std::string& method) {
  return shown_source(project_, methods_.find(method));
}

/// `before`: the job whose place it took, or empty.
Explanation Explainer::explain_from(const std::string& id, const std::string& before, int depth) {
  const auto path = find_path(id);
  const auto now = path ? find_job_ingredients(*path) : std::nullopt;
  if (!now) throw Error("job " + id + " has no key.txt, so what it was made of is unknown");
  Explanation why{id, method_of(now->transcript), "changed", "", "", false, {}, {}};
  why.is_shown = !shown_.emplace(id, before).second;
  if (why.is_shown) return why;
  why.computed = find_computed_rows(*path);
  const auto setup = find_setup(*path);
  const MakeReason recorded = setup ? setup->origin.why : MakeReason();
  const auto other_path = before.empty() ? std::nullopt : find_path(before);
  const auto other = other_path ? find_job_ingredients(*other_path) : std::nullopt;
  if (other) {
    const EarlierJob earlier{before, key_changes(other->transcript, now->transcript)};
    if (!earlier.changes.empty()) {
      compare(why, *now, earlier, depth);
      return why;
    }
  }
  if (recorded.kind == "gone" || recorded.kind == "bad_rows" || recorded.kind == "forced") {
    why.kind = recorded.kind;
    why.reason = recorded.text;
    return why;
  }
  if (const auto earlier = find_recorded(recorded, *now)) {
    compare(why, *now, *earlier, depth);
    return why;
  }
  if (recorded.kind == "again") why.reason = recorded.text + ", and was resumed";
  const auto nearest = find_nearest(why, *now);
  if (!nearest) {
    show_recorded(why, recorded);
  } else if (nearest->changes.empty()) {
    JobSetup asked = setup.value_or(JobSetup());
    asked.task.key = digest_of(now->transcript).hex();
    show_same(why, nearest->id, asked);
  } else {
    compare(why, *now, *nearest, depth);
  }
  return why;
}

/// The job that the build compared it with, if it still exists.
std::optional<Explainer::EarlierJob> Explainer::find_recorded(const MakeReason& recorded,
                                                              const JobIngredients& now) const {
  const auto path = recorded.kind == "changed" ? find_path(recorded.job) : std::nullopt;
  const auto before = path ? find_job_ingredients(*path) : std::nullopt;
  if (!before) return std::nullopt;
  EarlierJob earlier{recorded.job, key_changes(before->transcript, now.transcript)};
  if (earlier.changes.empty()) return std::nullopt;
  return earlier;
}

/// No job that it could be compared with is left. Uses what was known when it was made.
void Explainer::show_recorded(Explanation& why, const MakeReason& recorded) {
  if (recorded.kind == "changed") {
    why.reason = recorded.text + " (that was " + recorded.job + ", which is gone)";
    return;
  }
  why.kind = "new";
  if (why.reason.empty()) why.reason = "never built before";
}

/// A job of the same key existed: what is wrong with it, or was it ignored?
void Explainer::show_same(Explanation& why, const std::string& same, const JobSetup& setup) const {
  const auto state = find_state(store_, same, setup);
  const MakeReason because =
      state ? reason_of(*state) : MakeReason{"again", same + " is damaged", same};
  why.compared = same;
  why.kind = because.kind.empty() ? "forced" : because.kind;
  why.reason = because.text;
  if (because.kind == "again") why.reason += ", and was for the same job";
  if (because.kind.empty()) {
    why.reason = same + " is the same job: this one was forced, or that one was not found";
  }
}

void Explainer::compare(Explanation& why, const JobIngredients& now, const EarlierJob& earlier,
                        int depth) {
  why.compared = earlier.id;
  const auto path = find_path(earlier.id);
  const auto before = path ? find_job_ingredients(*path) : std::nullopt;
  if (!before) return;  // deleted a moment ago
  const ShownSource shown = this->shown(why.method);
  for (const KeyChange& change : earlier.changes) {
    why.causes.push_back({difference(change, *before, now, shown), {}});
    const bool is_input = change.tag == "dataset" || change.tag == "job";
    if (const auto text = is_input ? find_other_method(change) : std::nullopt) {
      why.causes.back().difference.text = *text;
      continue;
    }
    if (is_input && depth < kDeepest) why.causes.back().inputs = explain_inputs(change, depth);
  }
}

/// The text for an input that was a job of another method. A comparison of the two jobs would say
/// nothing.
std::optional<std::string> Explainer::find_other_method(const KeyChange& change) const {
  const std::vector<InputChange> inputs = input_changes(change);
  if (inputs.size() != 1 || inputs[0].before.empty() || inputs[0].now.empty()) return std::nullopt;
  std::string methods[2];
  for (const bool is_now : {false, true}) {
    const auto path = find_path(
        parse_reference(is_now ? inputs[0].now : inputs[0].before, change.tag == "dataset").job);
    const auto made = path ? find_job_ingredients(*path) : std::nullopt;
    if (!made) return std::nullopt;
    methods[is_now ? 1 : 0] = method_of(made->transcript);
  }
  if (methods[0] == methods[1]) return std::nullopt;
  return change.name + " was a job of " + methods[0] + ", is now one of " + methods[1];
}

std::vector<Explanation> Explainer::explain_inputs(const KeyChange& change, int depth) {
  std::vector<Explanation> inputs;
  for (const InputChange& input : input_changes(change)) {
    if (input.before.empty() || input.now.empty()) continue;
    const std::string before = parse_reference(input.before, false).job;
    const std::string now = parse_reference(input.now, false).job;
    if (before == now || !find_path(now)) continue;
    inputs.push_back(explain_from(now, before, depth + 1));
  }
  return inputs;
}

/// The fewest changes; the latest of several.
std::optional<Explainer::EarlierJob> Explainer::find_nearest(const Explanation& why,
                                                             const JobIngredients& now) {
  if (find_job_id(why.id)->workdir != store_.name()) return std::nullopt;
  if (!catalog_) catalog_.emplace(store_);
  const std::uint64_t number = find_job_id(why.id)->number;
  std::optional<EarlierJob> nearest;
  int compared = 0;
  const std::vector<JobRecord>& jobs = catalog_->jobs();
  for (auto place = jobs.rbegin(); place != jobs.rend(); ++place) {
    const JobRecord& other = *place;
    if (other.number >= number || other.method != why.method) continue;
    if (++compared > kMostRecordsRead) break;
    const auto transcript = find_contents(store_.job_path(other.id) + "/key.txt");
    if (!transcript) continue;
    std::vector<KeyChange> changes = key_changes(*transcript, now.transcript);
    if (nearest && nearest->changes.size() <= changes.size()) continue;
    nearest = EarlierJob{other.id, std::move(changes)};
  }
  return nearest;
}

}  // namespace accel
