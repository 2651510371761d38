// SPDX-License-Identifier: Apache-2.0
#include "dataset/saved_files.h"

#include "base/file.h"
#include "dataset/input_list.h"

#include <fcntl.h>

namespace accel {

void SavedFiles::add(std::string_view name, Bytes contents) {
  if (!fd_.is_open()) fd_ = open_file(path_, O_WRONLY | O_CREAT | O_TRUNC);
  std::string line;
  add_input_line(line, name, contents.size(), digest_of(contents));
  write_all(fd_, path_, line);
  hasher_.add(line);
  ++count_;
}

}  // namespace accel
