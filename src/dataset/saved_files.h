// SPDX-License-Identifier: Apache-2.0
// `slices/<n>.files.tsv`: the files that one phase or slice saves, each noted with size and content
// hash before it is written, in the form of inputs/<option>.tsv. So when a job was cut short, it is
// known which files in its directory belong to finished slices.
#pragma once

#include "base/fd.h"
#include "base/hash.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace accel {

/// What a report says about such a list.
struct SavedList {
  std::uint64_t count = 0;
  Digest digest;  ///< of the list
};

class SavedFiles {
 public:
  explicit SavedFiles(std::string path) : path_(std::move(path)) {}
  /// `name` is relative to the job directory. The list is made with the first.
  void add(std::string_view name, Bytes contents);
  SavedList list() const { return {count_, hasher_.digest()}; }

 private:
  std::string path_;
  Fd fd_;
  std::uint64_t count_ = 0;
  Hasher hasher_;
};

}  // namespace accel
