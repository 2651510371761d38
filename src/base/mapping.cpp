// SPDX-License-Identifier: Apache-2.0
#include "base/mapping.h"

#include "base/file.h"
#include "base/sys.h"

#include <fcntl.h>

#include <atomic>

namespace accel {
namespace {

std::atomic<int> mapped{0};  // files that this process has mapped now

}  // namespace

Mapping::Mapping(const std::string& path) : Mapping(open_file(path, O_RDONLY), path) {}

Mapping::Mapping(const Fd& fd, const std::string& path) {
  size_ = stat_of(fd, path).size;
  if (size_ == 0) return;
  if (mapped >= kMostMapped) {
    copy_.resize(size_);
    if (read_at(fd, path, copy_.data(), size_, 0) != size_) {
      throw JobError(path + ": it was truncated while it was being read");
    }
    data_ = copy_.data();
    return;
  }
  data_ = sys::mmap(fd.get(), size_);
  if (data_ == nullptr) throw SystemError("map", path, errno);
  ++mapped;
  MappedRange(data_, size_, path).swap(range_);
}

Mapping::~Mapping() {
  range_.forget();
  if (!is_mapped()) return;
  ::munmap(data_, size_);
  --mapped;
}

void Mapping::give_back(std::size_t begin, std::size_t end) const {
  constexpr std::size_t kPage = 4096;
  if (!is_mapped()) return;
  begin = (begin + kPage - 1) / kPage * kPage;
  end = end / kPage * kPage;
  if (begin < end) ::madvise(static_cast<char*>(data_) + begin, end - begin, MADV_DONTNEED);
}

}  // namespace accel
