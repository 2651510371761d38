// SPDX-License-Identifier: Apache-2.0
// Where the values of a column are: a column of a slice is a list of parts, and a part is a range
// of rows of one column file. A column file never changes, so two ranges with the same identity
// hold the same values, whichever dataset they belong to.
#pragma once

#include "base/hash.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace accel {

/// A column file that parts refer to.
struct PartFile {
  std::string name;  ///< relative to the dataset's folder; empty: not kept, only copied from
  std::uint64_t rows = 0;
  std::uint64_t absent = 0;
  std::uint64_t bytes = 0;  ///< its size
  Digest checksum;          ///< of the whole file
};

/// `rows` rows from row `first` of files[file] on. Their identity is that place or, if they were
/// copied, the place that they came from.
struct Part {
  std::size_t file = 0;
  std::uint64_t first = 0;
  std::uint64_t rows = 0;
  std::size_t origin = 0;  ///< the file of the identity
  std::uint64_t origin_first = 0;
};

struct ColumnParts {
  std::vector<PartFile> files;
  std::vector<std::vector<Part>> slices;  ///< the parts of each, in the order of the rows

  std::uint64_t rows(std::size_t slice) const;
  /// The sum of the sizes of the files that are kept.
  std::uint64_t bytes() const;
  /// Whether each slice is one whole file of the dataset's own.
  bool is_plain() const;
};

/// Whether the file belongs to another job, and the dataset has its own link to it.
bool is_kept(const PartFile& file);

/// Puts columns together from rows of others. Neighbours become one part.
class PartsBuilder {
 public:
  explicit PartsBuilder(std::size_t slices) { parts_.slices.resize(slices); }
  /// Adds rows of a slice of `source` to `slice`. They must exist. The cost grows with the number
  /// of parts that hold them, not with all parts of the slice. A source must neither change nor
  /// move until the last call.
  void add(std::size_t slice, const ColumnParts& source, std::size_t source_slice,
           std::uint64_t first, std::uint64_t rows);
  void add(std::size_t slice, ColumnParts&& source, std::size_t source_slice, std::uint64_t first,
           std::uint64_t rows) = delete;
  /// Adds rows of one of the dataset's own files to `slice`. Pass an equal `file` each time.
  void add_own(std::size_t slice, const PartFile& file, std::uint64_t first, std::uint64_t rows);
  ColumnParts take() { return std::move(parts_); }

 private:
  using Ends = std::vector<std::uint64_t>;  ///< of a slice: the row after each part
  const Ends& ends_of(const std::vector<Part>& parts);
  std::size_t place_of(const PartFile& file);
  void add_part(std::size_t slice, const Part& part);

  ColumnParts parts_;
  std::map<Digest, std::size_t> places_;           ///< in parts_.files, by checksum
  std::map<std::string, std::size_t> own_places_;  ///< likewise, by name
  std::map<const std::vector<Part>*, Ends> ends_;  ///< of the slices that rows came from
};

/// Identifies the values of some rows, without reading them.
struct RowsIdentity {
  Digest file;
  std::uint64_t first = 0;
  std::uint64_t rows = 0;

  bool operator==(const RowsIdentity&) const = default;
};

/// The identities of the rows of a slice, in order; neighbours are merged. Two slices with equal
/// lists hold the same values.
std::vector<RowsIdentity> identities(const ColumnParts& parts, std::size_t slice);

}  // namespace accel
