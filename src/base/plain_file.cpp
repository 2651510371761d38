// SPDX-License-Identifier: Apache-2.0
#include "base/plain_file.h"

#include "base/sys.h"
#include "base/text.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

namespace accel {
namespace {

/// Up to `limit` bytes, of the beginning or of the end.
std::string read_part(const std::string& path, std::size_t limit, bool of_end) {
  const Fd fd = open_plain_file(path);
  struct stat status {};
  if (!fd.is_open() || sys::fstat(fd.get(), &status) != 0) return "";
  const auto size = static_cast<std::size_t>(status.st_size);
  std::string text(std::min(size, limit), '\0');
  const std::size_t at = of_end ? size - text.size() : 0;
  const ssize_t n = sys::pread(fd.get(), text.data(), text.size(), static_cast<off_t>(at));
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
  return text;
}

}  // namespace

Fd open_plain_file(const std::string& path) {
  Fd fd(sys::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK));
  struct stat status {};
  const bool is_file =
      fd.is_open() && sys::fstat(fd.get(), &status) == 0 && S_ISREG(status.st_mode);
  return is_file ? std::move(fd) : Fd();
}

std::string plain_head(const std::string& path, std::size_t limit) {
  return read_part(path, limit, false);
}

std::vector<std::string> last_lines(const std::string& path, std::size_t most, std::size_t limit) {
  std::string text = read_part(path, limit, true);
  while (text.ends_with('\n')) text.pop_back();
  if (text.empty()) return {};
  std::vector<std::string> lines = split(text, '\n');
  if (lines.size() > most)
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(most));
  return lines;
}

}  // namespace accel
