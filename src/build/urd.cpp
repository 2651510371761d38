// SPDX-License-Identifier: Apache-2.0
#include <accel/urd.h>

#include "base/glob.h"
#include "base/text.h"
#include "build/engine.h"

#include <algorithm>

namespace accel {

std::vector<std::string> glob(const std::vector<std::string>& patterns, NoMatch no_match) {
  std::vector<std::string> files;
  for (const std::string& pattern : patterns) {
    std::vector<std::string> found = glob_files(pattern);
    files.insert(files.end(), std::make_move_iterator(found.begin()),
                 std::make_move_iterator(found.end()));
  }
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  if (files.empty() && no_match == NoMatch::error) {
    throw Error("no file matches " + quote(joined(patterns, "', '")) + " in " +
                quote(absolute_path(".")));
  }
  return files;
}

std::vector<std::string> glob(std::string_view pattern, NoMatch no_match) {
  return glob(std::vector<std::string>{std::string(pattern)}, no_match);
}

Job Urd::build(std::string_view method, const Arguments& arguments, const char* file, int line) {
  return engine_.build(std::string(method), arguments, file, line);
}

}  // namespace accel
