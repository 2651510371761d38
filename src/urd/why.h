// SPDX-License-Identifier: Apache-2.0
// Why a job was made, as far as its files and those of earlier jobs say: all differences from the
// job that its build compared it with, or from the nearest earlier one of its method. If an input
// became another job of the same method, also why that was made. Reads the keys of a bounded number
// of jobs.
#pragma once

#include "job/store.h"
#include "method/methods.h"
#include "run/computed_rows.h"
#include "urd/difference.h"
#include "workdir/catalog.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace accel {

struct Explanation;

/// A difference that a person can follow to its own cause.
struct Cause {
  Difference difference;
  std::vector<Explanation> inputs;  ///< why the jobs that took others' places were made
};

struct Explanation {
  std::string id;
  std::string method;
  std::string kind;       ///< as in setup.json's `why`
  std::string reason;     ///< more than differences: "dev-3, made with the same, is gone"; or empty
  std::string compared;   ///< the job that `causes` are differences from; may be empty
  bool is_shown = false;  ///< elsewhere in the same answer
  std::vector<Cause> causes;
  std::optional<ComputedRows> computed;  ///< if the job keeps rows of an earlier one
};

class Explainer {
 public:
  /// `store` has the job to explain. The arguments must outlive this.
  Explainer(const Store& store, const Project& project)
      : store_(store), project_(project), methods_(project) {}
  /// Throws Error if the job does not say what it was made from.
  Explanation explain(const std::string& id);

 private:
  struct EarlierJob {
    std::string id;
    std::vector<KeyChange> changes;
  };
  Explanation explain_from(const std::string& id, const std::string& before, int depth);
  void compare(Explanation& why, const JobIngredients& now, const EarlierJob& earlier, int depth);
  static void show_recorded(Explanation& why, const MakeReason& recorded);
  void show_same(Explanation& why, const std::string& same, const JobSetup& setup) const;
  std::vector<Explanation> explain_inputs(const KeyChange& change, int depth);
  std::optional<EarlierJob> find_recorded(const MakeReason& recorded,
                                          const JobIngredients& now) const;
  std::optional<std::string> find_other_method(const KeyChange& change) const;
  std::optional<EarlierJob> find_nearest(const Explanation& why, const JobIngredients& now);
  /// The path of a job in a known workdir; nullopt if it does not say what it was made from.
  std::optional<std::string> find_path(const std::string& id) const;
  ShownSource shown(const std::string& method);

  const Store& store_;
  const Project& project_;
  const Methods methods_;
  std::optional<Catalog> catalog_;  ///< read when it is needed
  std::set<std::pair<std::string, std::string>> shown_;
};

}  // namespace accel
