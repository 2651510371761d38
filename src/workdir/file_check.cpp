// SPDX-License-Identifier: Apache-2.0
#include "workdir/file_check.h"

#include "base/hash.h"
#include "base/text.h"

#include <fcntl.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace accel {
namespace {

constexpr const char* kChanged = "its contents have changed since they were written";

std::string stat_fault(const FileCheck& check, const std::string& path) {
  const auto stat = find_stat(path);
  if (!stat) return "is gone";
  if (!stat->is_regular()) return "is not a regular file";
  if (!check.size || stat->size == *check.size) return "";
  return "has " + counted(stat->size, "byte") + ", " + std::to_string(*check.size) +
         " were written";
}

/// Opening a column looks at both ends of the file in its mapping, where a disk that fails ends the
/// process: here it is an error.
void read_ends(const std::string& path) {
  constexpr std::uint64_t kEnd = std::uint64_t{1} << 18;
  const Fd fd = open_file(path, O_RDONLY);
  const std::uint64_t file_size = stat_of(fd, path).size;
  const std::size_t size = std::min(kEnd, file_size);
  std::vector<char> end(size);
  read_at(fd, path, end.data(), size, 0);
  read_at(fd, path, end.data(), size, file_size - size);
}

std::string column_fault(const FileCheck& check, const std::string& path) {
  const ColumnCheck& column = *check.column;
  read_ends(path);
  ColumnReader reader(path, {column.spec, column.rows, check.size});
  const Digest digest = reader.check_all();
  if (digest.hex() != check.checksum) return kChanged;
  if (reader.absent() == column.absent) return "";
  return "has " + std::to_string(reader.absent()) + " absent values, the dataset's manifest says " +
         std::to_string(column.absent);
}

std::string contents_fault(const FileCheck& check, const std::string& path) {
  std::string fault = stat_fault(check, path);
  if (!fault.empty()) return fault;
  if (check.column) return column_fault(check, path);
  return digest_of_file(path).hex() == check.checksum ? "" : kChanged;
}

template <class Look>
std::optional<std::string> fault_found_by(const FileCheck& check, Look&& look) {
  const std::string path = join_path(check.job_path, check.name);
  std::string fault;
  try {  // the edge of a file
    fault = look(check, path);
  } catch (const Error& error) {
    fault = fault_text(error, path);
  }
  if (fault.empty()) return std::nullopt;
  return fault;
}

}  // namespace

std::optional<std::string> find_fault(const FileCheck& check) {
  return fault_found_by(check, contents_fault);
}

std::optional<std::string> find_fault_by_stat(const FileCheck& check) {
  return fault_found_by(check, stat_fault);
}

std::string fault_text(const Error& error, const std::string& path) {
  if (const auto* system = dynamic_cast<const SystemError*>(&error)) {
    return std::string("cannot be read: ") + std::strerror(system->code());
  }
  const std::string prefix = path + ": ";
  const std::string& message = error.message();
  return message.starts_with(prefix) ? message.substr(prefix.size()) : message;
}

}  // namespace accel
