// SPDX-License-Identifier: Apache-2.0
// The datasets that a job makes: what each phase wrote, and at the end their manifests.
#pragma once

#include "dataset/writer.h"
#include "method/context.h"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace accel {

class JobDatasets {
 public:
  using Slices = std::vector<SliceColumns>;

  /// Lets the phase of `context`, prepare() or synthesis(), write slices itself.
  static void allow_select(const detail::Context& context);
  /// Keeps what the phase wrote. If it wrote a slice of a dataset, the dataset's other slices are
  /// empty. Throws JobError if analysis() wrote to it as well.
  void keep_written(const detail::Context& context);
  /// Adds what a slice wrote.
  void add_slice(const std::map<std::string, SliceColumns>& datasets);
  /// What prepare() of an earlier run wrote.
  void restore(std::map<std::string, Slices> written) { written_ = std::move(written); }

  const std::map<std::string, Slices>& written() const { return written_; }
  std::set<std::string> names() const;

  /// The rows of the dataset that was made; FORMATS.md, `post.json`, says which. nullopt: none was.
  std::optional<std::uint64_t> rows() const;
  /// Writes the manifest of each dataset that the context's writers declare. `known`: see
  /// make_manifest(). Returns the bytes of the columns that the job wrote. Throws JobError when a
  /// dataset was never written.
  std::uint64_t write_manifests(const detail::Context& context, const KeptParts& known) const;

 private:
  std::map<std::string, Slices> written_;  ///< by dataset, per slice
};

}  // namespace accel
